"""Checks the package of a function: small enough, for the right machine, and without a newer glibc than Lambda's."""

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

# What a cold start has to fetch: the function was measured with less.
LARGEST_BYTES = 2_500_000

# Of provided.al2023, which is Amazon Linux 2023.
# https://docs.aws.amazon.com/linux/al2023/ug/compare-with-al2.html
GLIBC = (2, 34)

MACHINES = {"EM_X86_64": "x86_64", "EM_AARCH64": "arm64"}
HERE = "arm64" if platform.machine() in ("arm64", "aarch64") else "x86_64"
FUNCTION = Path(__file__).parents[2] / "target/lambda/claim-enrichment/bootstrap.zip"


def faults(package, architecture, largest):
    """What is wrong with it."""
    size = package.stat().st_size
    if size > largest:
        yield f"{size:,} bytes, {largest:,} are allowed"
    with zipfile.ZipFile(package) as archive:
        if "bootstrap" not in archive.namelist():
            yield "has no file bootstrap, which is what Lambda starts"
            return
        binary = ELFFile(io.BytesIO(archive.read("bootstrap")))
    machine = MACHINES.get(binary["e_machine"], binary["e_machine"])
    if machine != architecture:
        yield f"is for {machine}, not for {architecture}"
    if newest(binary) > GLIBC:
        yield f"asks for glibc {dotted(newest(binary))}, Lambda has {dotted(GLIBC)}"


def newest(binary):
    """The newest version of glibc that a symbol asks for."""
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
    """2.34."""
    return ".".join(str(part) for part in version)


def main():
    parser = argparse.ArgumentParser(prog="infra/check-package", description=__doc__)
    parser.add_argument("package", nargs="?", type=Path, default=FUNCTION, help="the zip (the function's)")
    parser.add_argument("--architecture", choices=sorted(MACHINES.values()), default=HERE, help=f"what it is for ({HERE})")
    parser.add_argument("--largest", type=int, default=LARGEST_BYTES, help=f"how many bytes it may have ({LARGEST_BYTES})")
    args = parser.parse_args()
    try:
        told = list(faults(args.package, args.architecture, args.largest))
    except FileNotFoundError:
        sys.exit(f"{args.package} is not there: cargo lambda build --release --output-format zip makes it")
    except (zipfile.BadZipFile, ELFError) as error:
        sys.exit(f"{args.package}: no package of a function: {error}")
    if told:
        sys.exit("\n".join(f"{args.package}: {one}" for one in told))
    print(f"{args.package}: {args.package.stat().st_size:,} bytes, for {args.architecture}, in order")


if __name__ == "__main__":
    main()
