"""What has to be copied to read it twice must not fill the disk that temporary files lie on.

  small_disk_test.py LICENSUS

Makes a file system of 4 MiB in a namespace of its own; skipped (77) where that is not allowed.
"""
import gzip
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import zipfile

DISK = "4m"
IN_NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]


def gzipped_zip(members, member_bytes):
    """A zip of stored members under gzip, which has to be copied: its directory stands at its end."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for i in range(members):
            archive.writestr(f"{i}.txt", "Licensed under CC BY 4.0.".ljust(member_bytes))
    return gzip.compress(out.getvalue(), 1)


def scan(licensus, folder, file):
    small = folder / "small"
    small.mkdir(exist_ok=True)
    command = (f'mount -t tmpfs -o size={DISK} none "{small}" && TMPDIR="{small}" '
               f'"{licensus}" scan "{file}" -o "{file}.out" --depth patterns --progress never')
    return subprocess.run(IN_NAMESPACE + [command], capture_output=True, text=True, check=False)


def main():
    allowed = subprocess.run(IN_NAMESPACE + ["mount -t tmpfs none /mnt"], capture_output=True, check=False)
    if allowed.returncode != 0:
        print("skipped: no file system can be mounted here")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        fits, too_large = folder / "fits.zip.gz", folder / "large.zip.gz"
        fits.write_bytes(gzipped_zip(3, 1 << 20))
        too_large.write_bytes(gzipped_zip(8, 1 << 20))
        done = scan(sys.argv[1], folder, fits)
        assert done.returncode == 0, done.stderr
        assert json.loads((folder / "fits.zip.gz.out/summary.json").read_text())["documents"] == 3
        done = scan(sys.argv[1], folder, too_large)
        assert done.returncode == 3, (done.returncode, done.stderr)
        errors = [json.loads(line) for line in (folder / "large.zip.gz.out/errors.jsonl").open(encoding="utf-8")]
        assert len(errors) == 1 and "set TMPDIR to a folder on a larger one" in errors[0]["message"], errors


if __name__ == "__main__":
    main()
