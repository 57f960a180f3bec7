import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.device.pulse import PulseTrain
from dwmtj.device.pulse_table import PulseTableError, read_pulse_table, write_pulse_table

HEADER = "pulse,amplitude (V),duration (s),rise (s),fall (s),period (s)"
ROW = "1,2.4,5e-08,1e-08,1e-08,0.001"


def _write(path, *lines):
    path.write_text("\n".join(lines) + "\n")
    return path


def test_a_ramp_is_written_as_one_would_type_it_and_read_back(tmp_path):
    train = PulseTrain.ramp(1.0, 1.3, 0.1, duration=50e-9, rise=10e-9, fall=10e-9, period=1e-3)
    path = tmp_path / "ramp.csv"
    write_pulse_table(train, path)
    lines = path.read_text().splitlines()
    assert lines[0] == HEADER
    assert lines[4] == "4,1.3,5e-08,1e-08,1e-08,0.001"
    assert read_pulse_table(path) == train


@given(
    st.lists(st.floats(-100, 100), min_size=1, max_size=5),
    st.floats(1e-12, 1e-3),
    st.floats(0, 1),
)
def test_every_digit_survives(tmp_path_factory, amplitudes, duration, share):
    train = PulseTrain(np.array(amplitudes), duration, duration * share, 0.0, 3 * duration)
    path = tmp_path_factory.mktemp("tables") / "train.csv"
    write_pulse_table(train, path)
    assert read_pulse_table(path) == train


def test_a_table_from_a_spreadsheet_is_read(tmp_path):
    path = tmp_path / "sheet.csv"
    text = HEADER.replace(",", ", ") + "\r\n1, 2.4, 5e-8, 1e-8, 1e-8, 1e-3\r\n\r\n"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    expected = PulseTrain([2.4], 50e-9, 10e-9, 10e-9, 1e-3)
    assert read_pulse_table(path) == expected


def test_an_existing_file_is_replaced_only_when_asked(tmp_path):
    path = tmp_path / "train.csv"
    first, second = (PulseTrain.constant(v, 2, duration=50e-9) for v in (1.0, 2.0))
    write_pulse_table(first, path)
    with pytest.raises(FileExistsError, match="is there already"):
        write_pulse_table(second, path)
    assert read_pulse_table(path) == first
    write_pulse_table(second, path, overwrite=True)
    assert read_pulse_table(path) == second
    assert list(tmp_path.iterdir()) == [path]


def test_an_empty_train_is_not_written(tmp_path):
    path = tmp_path / "empty.csv"
    with pytest.raises(ValueError, match="no pulses"):
        write_pulse_table(PulseTrain([], 50e-9), path)
    assert not path.exists()


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "line 1: header ''; expected 'pulse, amplitude"),
        (["amplitude,duration", "1,2"], "line 1: header 'amplitude, duration'; expected 'pulse"),
        ([HEADER], "no pulses; expected at least one row"),
        ([HEADER, "1,2.4,5e-8"], "line 2: 3 columns; expected 6"),
        (
            [HEADER, "1,high,5e-08,0,0,1"],
            r"line 2, column 'amplitude \(V\)': 'high'; expected a finite number in V",
        ),
        (
            [HEADER, ROW, "2,2.4,5e-08,,1e-08,0.001"],
            r"line 3, column 'rise \(s\)': ''; expected a finite number in s",
        ),
        ([HEADER, "1,nan,5e-08,0,0,1"], "line 2, column 'amplitude .*': 'nan'; expected"),
        ([HEADER, ROW, ROW], "line 3, column 'pulse': '1'; expected pulse number 2"),
        ([HEADER, "0" + ROW[1:]], "line 2, column 'pulse': '0'; expected pulse number 1"),
        (
            [HEADER, ROW, "2,2.4,5e-08,1e-08,2e-08,0.001"],
            r"line 3, column 'fall \(s\)': '2e-08'; expected 1e-08",
        ),
        ([HEADER, "1,2.4,5e-08,4e-08,4e-08,1"], r"line 2: rise \+ fall: 8e-08 s is not allowed"),
        ([HEADER, "1,2.4,5e-08,1e-08,1e-08,1e-9"], "line 2: period: 1e-09 s is not allowed"),
    ],
)
def test_a_table_that_is_wrong_is_told_by_line_and_column(tmp_path, lines, message):
    path = _write(tmp_path / "bad.csv", *lines)
    with pytest.raises(PulseTableError, match=message) as told:
        read_pulse_table(path)
    assert str(path) in str(told.value)


def test_a_file_that_is_no_text_is_told(tmp_path):
    path = tmp_path / "binary.csv"
    path.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(PulseTableError, match="not a text file"):
        read_pulse_table(path)


@pytest.mark.parametrize("content", [b'"' + b"x" * 200_000, b"\xff\xfe", bytes(range(1, 127)) * 99])
def test_what_is_no_table_is_told_with_its_file_in_one_short_line(tmp_path, content):
    path = tmp_path / "noise.csv"
    path.write_bytes(content)
    with pytest.raises(PulseTableError) as caught:
        read_pulse_table(path)
    assert str(path) in str(caught.value)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < len(str(path)) + 200
