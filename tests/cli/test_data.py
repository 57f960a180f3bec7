import json


def test_status_tells_each_place_and_finds_the_real_data(dwmtj_command):
    status = dwmtj_command("data", "status", "--json")
    rows = {row["place"]: row for row in json.loads(status.stdout)}
    assert list(rows) == ["user cache", "Debian package"]
    assert rows["user cache"]["state"] == "absent"
    assert status.returncode == (0 if rows["Debian package"]["state"] == "complete" else 1)


def test_status_of_a_named_folder(dwmtj_command, tmp_path):
    absent = dwmtj_command("data", "status", "--data-dir", tmp_path)
    assert absent.returncode == 1
    assert f"given: absent: {tmp_path}: no Fashion-MNIST file" in absent.stdout
    assert "dwmtj data fetch" in absent.stdout
    (tmp_path / "train-images-idx3-ubyte").write_bytes(b"x")
    incomplete = dwmtj_command("data", "status", "--data-dir", tmp_path)
    assert "given: incomplete" in incomplete.stdout


def test_fetch_without_a_server_is_one_line(dwmtj_command, monkeypatch):
    monkeypatch.setenv("DWMTJ_FASHION_MNIST_URL", "http://127.0.0.1:9/")
    failed = dwmtj_command("data", "fetch")
    assert failed.returncode == 2
    assert failed.stderr.count("\n") == 1
    assert "cannot be fetched (ConnectionError)" in failed.stderr
