"""Checks the package of a function: its size, its architecture, and that it needs no newer glibc than Lambda has."""

import argparse
import io
import platform
import re
import sys
import zipfile
from pathlib import Path

from elftools.common.exceptions import ELFError
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection

# Lambda downloads the package at a cold start; the function was measured with less.
LARGEST_BYTES = 2_700_000

# The version in provided.al2023, which is Amazon Linux 2023.
# https://docs.aws.amazon.com/linux/al2023/ug/compare-with-al2.html
GLIBC = (2, 34)

MACHINES = {"EM_X86_64": "x86_64", "EM_AARCH64": "arm64"}
HERE = "arm64" if platform.machine() in ("arm64", "aarch64") else "x86_64"
FUNCTION = Path(__file__).parents[2] / "target/lambda/claim-enrichment/bootstrap.zip"


def faults(package, architecture, largest):
    """Yields what is wrong with the package."""
    size = package.stat().st_size
    if size > largest:
        yield f"has {size:,} bytes, {largest:,} are allowed"
    with zipfile.ZipFile(package) as archive:
        if "bootstrap" not in archive.namelist():
            yield "has no file bootstrap, which Lambda starts"
            return
        binary = ELFFile(io.BytesIO(archive.read("bootstrap")))
    machine = MACHINES.get(binary["e_machine"], binary["e_machine"])
    if machine != architecture:
        yield f"is built for {machine}, not for {architecture}"
    if newest(binary) > GLIBC:
        yield f"needs glibc {dotted(newest(binary))}, Lambda has {dotted(GLIBC)}"


def newest(binary):
    """Returns the newest version of glibc that a symbol needs."""
    names = [
        auxiliary.name
        for section in binary.iter_sections()
        if isinstance(section, GNUVerNeedSection)
        for _, versions in section.iter_versions()
        for auxiliary in versions
    ]
    found = (re.fullmatch(r"GLIBC_(\d+)\.(\d+)(\.\d+)?", name) for name in names)
    return max(((int(one[1]), int(one[2])) for one in found if one), default=(0, 0))


def dotted(version):
    """Formats a version, such as 2.34."""
    return ".".join(str(part) for part in version)


def main():
    """Runs the command."""
    parser = argparse.ArgumentParser(prog="infra/check-package", description=__doc__)
    parser.add_argument("package", nargs="?", type=Path, default=FUNCTION, help="the zip file (default: that of the function)")
    parser.add_argument("--architecture", choices=sorted(MACHINES.values()), default=HERE, help=f"the architecture of the function (default: {HERE})")
    parser.add_argument("--largest", type=int, default=LARGEST_BYTES, help=f"the maximum size in bytes (default: {LARGEST_BYTES})")
    args = parser.parse_args()
    try:
        found = list(faults(args.package, args.architecture, args.largest))
    except FileNotFoundError:
        sys.exit(f"{args.package} does not exist. Build it: cargo lambda build --release --output-format zip")
    except (zipfile.BadZipFile, ELFError) as error:
        sys.exit(f"{args.package}: not a package of a function: {error}")
    if found:
        sys.exit("\n".join(f"{args.package}: {one}" for one in found))
    print(f"{args.package}: {args.package.stat().st_size:,} bytes, for {args.architecture}: ok")


if __name__ == "__main__":
    main()
