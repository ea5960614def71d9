#!/usr/bin/env python3
"""Runs `pip download` for one pinned source distribution and stops pip before it builds anything.

pip has no option for that: to learn a source distribution's metadata it runs the package's build. Here
pip runs as itself, with its own configuration (index, certificates, proxies), but may start no program:
each attempt is refused, and when the archive with the expected hash has arrived, pip is ended. So no
line of the package is ever run.

    download_only.py NAME==VERSION SHA256 SCRATCH

leaves the archive somewhere below SCRATCH (see find_archive); exit code 0 when it is there.
"""
import hashlib
import os
import runpy
import sys
import tempfile

STARTS_A_PROGRAM = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.fork")


def sha256_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def find_archive(directory, sha256):
    """The path of the gzipped tar with that hash anywhere below the directory, or None."""
    for folder, _, names in os.walk(directory):
        for name in names:
            path = os.path.join(folder, name)
            if name.endswith((".tar.gz", ".tgz")) and os.path.isfile(path) and sha256_of(path) == sha256:
                return path
    return None


def main():
    requirement, sha256, scratch = sys.argv[1:]
    tempfile.tempdir = os.environ["TMPDIR"] = scratch

    def refuse(event, arguments):
        if event not in STARTS_A_PROGRAM:
            return
        if find_archive(scratch, sha256):
            os._exit(0)  # without pip's own cleaning up, which would take the archive away
        raise OSError(f"not started: {arguments[0]}")

    pinned = os.path.join(scratch, "requirement.txt")
    with open(pinned, "w", encoding="ascii") as file:
        file.write(f"{requirement} --hash=sha256:{sha256}\n")
    sys.argv = ["pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", "--no-build-isolation",
                "--no-cache-dir", "--require-hashes", "--dest", os.path.join(scratch, "done"),
                "--requirement", pinned]
    sys.addaudithook(refuse)
    runpy.run_module("pip", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
