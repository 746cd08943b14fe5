"""infra/check-package on good and bad packages; run by infra/check."""

import os
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path
from unittest import mock

import package

# Any program of this machine.
PROGRAM = Path(os.path.realpath(sys.executable))
OTHER = {"x86_64": "arm64", "arm64": "x86_64"}[package.HERE]


class PackageTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.zip = Path(folder.name) / "bootstrap.zip"

    def packed(self, name="bootstrap"):
        with zipfile.ZipFile(self.zip, "w") as archive:
            archive.write(PROGRAM, name)
        return self.zip

    def faults(self, architecture=package.HERE, largest=sys.maxsize, glibc=(99, 0)):
        with mock.patch.object(package, "GLIBC", glibc):
            return list(package.faults(self.zip, architecture, largest))

    def test_valid_package_is_accepted(self):
        size = self.packed().stat().st_size
        self.assertEqual(self.faults(largest=size), [])

    def test_one_byte_too_many_is_reported(self):
        size = self.packed().stat().st_size
        self.assertEqual(self.faults(largest=size - 1), [f"has {size:,} bytes, {size - 1:,} are allowed"])

    def test_another_architecture_is_reported(self):
        self.packed()
        self.assertEqual(self.faults(OTHER), [f"is built for {package.HERE}, not for {OTHER}"])

    def test_newer_glibc_is_reported(self):
        self.packed()
        (fault,) = self.faults(glibc=(2, 1))
        self.assertRegex(fault, r"^needs glibc 2\.\d+, Lambda has 2\.1$")

    def test_package_without_bootstrap_is_reported(self):
        self.packed("claim-enrichment")
        self.assertEqual(self.faults(), ["has no file bootstrap, which Lambda starts"])


if __name__ == "__main__":
    unittest.main()
