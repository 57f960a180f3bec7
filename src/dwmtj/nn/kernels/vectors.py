"""Vector operations that the compiler does not find by itself, written in its own language (LLVM).

A plain loop that adds rows of a table keeps the sum in memory; here it stays in registers. A vector
holds ``LANES`` float32; LLVM turns it into what the processor has.
"""

from typing import Any

from llvmlite import ir
from llvmlite.binding import get_host_cpu_features
from numba import types
from numba.core import cgutils

from dwmtj.compiling import intrinsic

#: Numbers in a vector, and in a cache line.
LANES = 16

_INT = ir.IntType(64)
_FLOAT = ir.FloatType()
_VECTOR = ir.VectorType(_FLOAT, LANES)
_SUMS = 4
#: Vectors and rows that ``multiply_block`` computes at once: as many as stay in registers, of which
#: a vector takes two or more unless they have 512 bits.
BLOCK_VECTORS = 1
BLOCK_ROWS = 8 if get_host_cpu_features().get("avx512f") else 6
#: Numbers in those vectors.
BLOCK_COLUMNS = BLOCK_VECTORS * LANES


def _data(context: Any, builder: Any, array_type: Any, array: Any) -> Any:
    return context.make_array(array_type)(context, builder, array).data


def _vector_pointer(builder: Any, data: Any, place: Any) -> Any:
    return builder.bitcast(builder.gep(data, [place]), _VECTOR.as_pointer())


def _load(builder: Any, data: Any, place: Any) -> Any:
    return builder.load(_vector_pointer(builder, data, place), align=4)


def _times(builder: Any, value: Any, factor: int) -> Any:
    return builder.mul(value, ir.Constant(_INT, factor))


@intrinsic
def wide(_context):  # type: ignore[no-untyped-def]
    """Let the loops of the function that calls this use the whole vectors of the processor.

    For many of Intel's processors LLVM takes half of them, since the first ones with AVX-512 ran
    slower for a while after using all; for arithmetic as dense as here that costs more than it
    saves. No result changes.
    """

    def generate(context, builder, _, __):  # type: ignore[no-untyped-def]
        # Attributes with a value are not among those that llvmlite knows.
        set.add(builder.function.attributes, '"prefer-vector-width"="512"')
        return context.get_dummy_value()

    return types.void(), generate


@intrinsic
def add_rows(_context, table, base, width, indices, start, stop, out, place):  # type: ignore[no-untyped-def]
    """Add LANES columns of some rows of a table to LANES numbers of another array.

    ``out[place:][:LANES] += sum(table[base + width*i:][:LANES] for i in indices[start:stop])``

    Parameters
    ----------
    table, out : ndarray
        Flat arrays of float32, any shape [n].
    base, width, place : int
        First column, row length of the table, and where the sum goes (no unit).
    indices : ndarray
        Numbers of rows (no unit), int32, any shape [m].
    start, stop : int
        Part of the indices that is used (no unit).
    """
    index_types = (types.intp,) * 2
    signature = types.void(table, *index_types, indices, *index_types, out, types.intp)

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        table_type, _, _, indices_type, _, _, out_type, _ = signature.args
        table, base, width, indices, start, stop, out, place = arguments
        rows = builder.gep(_data(context, builder, table_type, table), [base])
        numbers = builder.gep(_data(context, builder, indices_type, indices), [start])
        target = _vector_pointer(builder, _data(context, builder, out_type, out), place)
        count = builder.sub(stop, start)
        # Several sums, because each addition has to wait for the one before it in its sum.
        sums = [
            cgutils.alloca_once(builder, _VECTOR)  # type: ignore[no-untyped-call]
            for _ in range(_SUMS)
        ]
        builder.store(builder.load(target, align=4), sums[0])
        for total in sums[1:]:
            builder.store(ir.Constant(_VECTOR, [0.0] * LANES), total)

        def add(position: Any, total: Any) -> None:
            number = builder.zext(builder.load(builder.gep(numbers, [position])), _INT)
            row = _load(builder, rows, builder.mul(number, width))
            builder.store(builder.fadd(builder.load(total), row), total)

        rounds = builder.udiv(count, ir.Constant(_INT, _SUMS))
        with cgutils.for_range(builder, rounds) as loop:
            begin = _times(builder, loop.index, _SUMS)
            for i, total in enumerate(sums):
                add(builder.add(begin, ir.Constant(_INT, i)), total)
        done = _times(builder, rounds, _SUMS)
        with cgutils.for_range(builder, builder.sub(count, done)) as loop:
            add(builder.add(done, loop.index), sums[0])
        pairs = [builder.fadd(*(builder.load(x) for x in sums[i : i + 2])) for i in (0, 2)]
        builder.store(builder.fadd(*pairs), target, align=4)
        return context.get_dummy_value()

    return signature, generate


@intrinsic
def add_row(_context, table, base, out, place, width):  # type: ignore[no-untyped-def]
    """Add a row of a table to numbers of another array, a vector at a time.

    ``out[place:][:width] += table[base:][:width]``

    Parameters
    ----------
    table, out : ndarray
        Flat arrays of float32, any shape [n].
    base, place : int
        Where the row lies, and where it goes (no unit).
    width : int
        Its length, a multiple of LANES [no unit].
    """
    signature = types.void(table, types.intp, out, types.intp, types.intp)

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        table, base, out, place, width = arguments
        row = builder.gep(_data(context, builder, signature.args[0], table), [base])
        target = builder.gep(_data(context, builder, signature.args[2], out), [place])
        vectors = builder.udiv(width, ir.Constant(_INT, LANES))
        with cgutils.for_range(builder, vectors) as loop:
            begin = _times(builder, loop.index, LANES)
            pointer = _vector_pointer(builder, target, begin)
            total = builder.fadd(builder.load(pointer, align=4), _load(builder, row, begin))
            builder.store(total, pointer, align=4)
        return context.get_dummy_value()

    return signature, generate


@intrinsic
def nonzero_bits(_context, array, place):  # type: ignore[no-untyped-def]
    """Compare LANES numbers with zero: bit ``i`` of the result is set if number ``i`` is not zero.

    Parameters
    ----------
    array : ndarray
        Flat array of float32, any shape [n].
    place : int
        The first of the numbers (no unit); all of them must lie in the array.
    """
    signature = types.intp(array, types.intp)

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        values = _load(
            builder, _data(context, builder, signature.args[0], arguments[0]), arguments[1]
        )
        zeros = ir.Constant(_VECTOR, [0.0] * LANES)
        different = builder.fcmp_unordered("!=", values, zeros)  # true for NaN, as in Python
        return builder.zext(builder.bitcast(different, ir.IntType(LANES)), _INT)

    return signature, generate


@intrinsic
def lowest_bit(_context, _bits):  # type: ignore[no-untyped-def]
    """Give the place of the lowest bit that is set in a whole number above zero (no unit)."""

    def generate(_, builder, __, arguments):  # type: ignore[no-untyped-def]
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.intp(types.intp), generate


@intrinsic
def multiply_block(_context, left, base, stride, depth, right, column, width, out, place, step):  # type: ignore[no-untyped-def]
    """Multiply BLOCK_ROWS rows of a matrix with BLOCK_VECTORS vectors of columns of another.

    For ``r`` below BLOCK_ROWS and ``c`` below BLOCK_VECTORS*LANES
    ``out[place + step*r + c] = sum(left[base + stride*r + k]*right[width*k + column + c])``,
    summed over ``k`` below ``depth``.

    Parameters
    ----------
    left, right, out : ndarray
        Flat arrays of float32, any shape [n].
    base, stride, depth : int
        Begin, row length and depth of the left matrix (no unit).
    column, width : int
        Begin of the columns and row length of the right matrix (no unit).
    place, step : int
        Begin and row length of the result (no unit).
    """
    numbers = (types.intp,) * 3
    signature = types.void(left, *numbers, right, *numbers[:2], out, *numbers[:2])

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        left, base, stride, depth, right, column, width, out, place, step = arguments
        a = builder.gep(_data(context, builder, signature.args[0], left), [base])
        b = builder.gep(_data(context, builder, signature.args[4], right), [column])
        c = builder.gep(_data(context, builder, signature.args[7], out), [place])
        fused = cgutils.get_or_insert_function(  # type: ignore[no-untyped-call]
            builder.module, ir.FunctionType(_VECTOR, [_VECTOR] * 3), f"llvm.fmuladd.v{LANES}f32"
        )
        sums = {}
        for row in range(BLOCK_ROWS):
            for vector in range(BLOCK_VECTORS):
                sums[row, vector] = cgutils.alloca_once(  # type: ignore[no-untyped-call]
                    builder, _VECTOR
                )
                builder.store(ir.Constant(_VECTOR, [0.0] * LANES), sums[row, vector])
        everywhere = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
        nothing = ir.Constant(_VECTOR, ir.Undefined)
        with cgutils.for_range(builder, depth) as loop:
            begin = builder.mul(loop.index, width)
            columns = [
                _load(builder, b, builder.add(begin, ir.Constant(_INT, vector * LANES)))
                for vector in range(BLOCK_VECTORS)
            ]
            for row in range(BLOCK_ROWS):
                place = builder.add(_times(builder, stride, row), loop.index)
                value = builder.load(builder.gep(a, [place]))
                one = builder.insert_element(nothing, value, ir.Constant(ir.IntType(32), 0))
                factor = builder.shuffle_vector(one, nothing, everywhere)
                for vector in range(BLOCK_VECTORS):
                    total = builder.load(sums[row, vector])
                    total = builder.call(fused, [factor, columns[vector], total])
                    builder.store(total, sums[row, vector])
        for (row, vector), total in sums.items():
            place = builder.add(_times(builder, step, row), ir.Constant(_INT, vector * LANES))
            builder.store(builder.load(total), _vector_pointer(builder, c, place), align=4)
        return context.get_dummy_value()

    return signature, generate


@intrinsic
def prefetch(_context, array, place):  # type: ignore[no-untyped-def]
    """Ask the processor to bring a cache line closer; changes nothing else.

    Parameters
    ----------
    array : ndarray
        Any array of float32, any shape; the place may lie past its end.
    place : int
        Place in it, counted through (no unit).
    """
    signature = types.void(array, types.intp)

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        byte, word = ir.IntType(8).as_pointer(), ir.IntType(32)
        data = _data(context, builder, signature.args[0], arguments[0])
        pointer = builder.bitcast(builder.gep(data, [arguments[1]]), byte)
        function = cgutils.get_or_insert_function(  # type: ignore[no-untyped-call]
            builder.module,
            ir.FunctionType(ir.VoidType(), [byte, word, word, word]),
            "llvm.prefetch.p0",
        )
        read, near, data_cache = (ir.Constant(word, value) for value in (0, 3, 1))
        builder.call(function, [pointer, read, near, data_cache])
        return context.get_dummy_value()

    return signature, generate
