"""Compiled wheels of one's own: the site takes those that Pyodide's list names, by their hash."""

from hashlib import sha256

from website import lite


def test_only_the_right_file_is_taken_and_the_others_are_told_of(tmp_path, monkeypatch, capsys):
    names = ["numpy-2.4.6-cp314-cp314-wasm32.whl", "pillow-1.0-cp314-cp314-wasm32.whl"]
    packages = {
        name.split("-")[0]: {"file_name": name, "sha256": sha256(name.encode()).hexdigest()}
        for name in names
    }
    monkeypatch.setattr(lite, "original", lambda: {"packages": packages})
    (tmp_path / names[0]).write_text(names[0])
    (tmp_path / names[1]).write_text("another file")
    (tmp_path / "mine-1.0-py3-none-any.whl").write_text("mine")
    assert [wheel.name for wheel in lite.compiled(tmp_path)] == names[:1]
    told = capsys.readouterr().out
    assert f"{names[1]}: left out, it is not the file" in told
    assert "mine-1.0-py3-none-any.whl: left out" in told


def test_the_page_says_no_host_where_numpy_is_on_the_site(tmp_path):
    python = tmp_path / "lite" / "static" / "pyodide"
    python.mkdir(parents=True)
    (tmp_path / "_static" / "live").mkdir(parents=True)
    for name in [*lite.FILES, "numpy.whl", "descent.whl"]:
        (python / name).write_bytes(b"12345")
    lock = '{"packages": {"numpy": {"file_name": "%s"}, "down-the-mountain": %s}}'
    for address, host, files in [
        ("numpy.whl", "", len(lite.FILES) + 2),
        ("https://cdn.example.org/numpy.whl", "cdn.example.org", len(lite.FILES) + 1),
    ]:
        text = lock % (address, '{"file_name": "descent.whl"}')
        (python / "pyodide-lock.json").write_text(text)
        lite.say_sizes(tmp_path)
        said = (tmp_path / "_static" / "live" / "python.json").read_text()
        assert said == f'{{"here": {5 * files}, "elsewhere": "{host}"}}'
