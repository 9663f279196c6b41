#!/usr/bin/env python3
"""Every check passes on a tiny good tree and fails on the same tree with one fault, for the reason that it names."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent

GOOD = {
    "src/main.cpp": '#include "netseam/cli/command.hpp"\n\nint main() { return 0; }\n',
    "src/core/CMakeLists.txt": "netseam_room(core SOURCES error.cpp)\n",
    "src/core/error.cpp": '#include "netseam/core/error.hpp"\n\n#include <string>\n',
    "src/parallel/CMakeLists.txt": "netseam_room(parallel SOURCES communicator.cpp USES core)\n",
    "src/parallel/communicator.cpp": '#include <mpi.h>\n\n#include "netseam/core/error.hpp"\n',
    "src/transport/CMakeLists.txt": "netseam_room(transport\n  SOURCES solve.cpp\n  USES data core  # only these\n)\n",
    "src/transport/solve.cpp": '#include "netseam/core/error.hpp"\n',
    "src/grouping/CMakeLists.txt": "netseam_room(grouping SOURCES border.cpp USES core)\n",
    "src/grouping/border.cpp": '#include "netseam/core/error.hpp"\n',
    "src/cli/CMakeLists.txt": "netseam_room(cli SOURCES command.cpp USES core)\n",
    "src/cli/command.cpp": '#include "netseam/cli/command.hpp"\n',
    "include/netseam/cli/command.hpp": "#pragma once\n",
    "include/netseam/core/error.hpp": "#pragma once\nenum class ExitCode : int { done = 0, usage = 2 };\n",
    "tests/unit/core/CMakeLists.txt": "netseam_room_tests(core SOURCES test_error.cpp)\n",
    "tests/unit/core/test_error.cpp": 'TEST_CASE("(a", "[serial]") {}\n',
    "CMakeLists.txt": "add_executable(netseam src/main.cpp)\n",
    "tools/setup": "#!/bin/sh\necho '| build | g++ |'\n",
    "README.md": "# x\n## Exit codes\n| 0 | done |\n| 2 | usage |\n## Packages\n| build | g++ |\n"
    "## Map of the tree\n    core/  a\n    parallel/  a\n    transport/  a\n    grouping/  a\n    cli/  a\n"
    "## Config keys\n| key | default |\n|---|---|\n| `study.name` | `x` | a |\n",
}


class LintTest(unittest.TestCase):
    def setUp(self):
        self.root = Path(tempfile.mkdtemp(prefix="netseam-lint-"))
        self.addCleanup(shutil.rmtree, self.root)
        for name, text in GOOD.items():
            self.write(name, text)
        os.chmod(self.root / "tools/setup", 0o755)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run_check(self, check, *more):
        command = [sys.executable, "-B", HERE / f"check_{check}.py", self.root, *more]
        return subprocess.run(command, capture_output=True, text=True)

    def expect_good(self, check, *more):
        result = self.run_check(check, *more)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def expect_fault(self, check, place, message, *more):
        result = self.run_check(check, *more)
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        lines = [line for line in result.stdout.splitlines() if line.startswith(place)]
        self.assertTrue(any(message in line for line in lines), result.stdout + result.stderr)


class Arrows(LintTest):
    def test_good(self):
        self.expect_good("arrows")

    def test_room_above(self):
        self.write("src/grouping/border.cpp", '#include "netseam/cli/command.hpp"\n')
        self.expect_fault("arrows", "src/grouping/border.cpp:1", "grouping/ may not use cli/")

    def test_stage_rooms_do_not_know_each_other(self):
        self.write("src/transport/solve.cpp", '\n#include "netseam/grouping/border.hpp"\n')
        self.expect_fault("arrows", "src/transport/solve.cpp:2", "transport/ may not use grouping/")

    def test_uses_in_cmake(self):
        self.write("src/core/CMakeLists.txt", "netseam_room(core SOURCES error.cpp USES data)\n")
        self.expect_fault("arrows", "src/core/CMakeLists.txt:1", "core/ may not use data/")

    def test_include_without_uses(self):
        self.write("src/grouping/CMakeLists.txt", "netseam_room(grouping SOURCES border.cpp LIBRARIES core)\n")
        self.expect_fault("arrows", "src/grouping/CMakeLists.txt:1", "does not list it under USES")

    def test_library_of_one_room(self):
        for header, owner in (("mpi.h", "parallel"), ("hdf5.h", "store"), ("H5Ppublic.h", "store"),
                              ("petscmat.h", "linalg"), ("slepceps.h", "linalg"), ("torch/script.h", "torch")):
            self.write("include/netseam/cli/command.hpp", f"#pragma once\n#include <{header}>\n")
            self.expect_fault("arrows", "include/netseam/cli/command.hpp:2", f"only {owner}/ may include")

    def test_world_communicator(self):
        self.write("src/transport/solve.cpp", "auto c = MPI_COMM_WORLD;\n")
        self.expect_fault("arrows", "src/transport/solve.cpp:1", "MPI_COMM_WORLD")

    def test_core_is_standard_only(self):
        self.write("src/core/error.cpp", "#include <fmt/format.h>\n")
        self.expect_fault("arrows", "src/core/error.cpp:1", "standard library only")

    def test_stage_opens_no_files(self):
        self.write("src/grouping/border.cpp", "#include <fstream>\n")
        self.expect_fault("arrows", "src/grouping/border.cpp:1", "opens no files")

    def test_private_header_of_another_room(self):
        self.write("src/grouping/border.cpp", '#include "../core/secret.hpp"\n')
        self.expect_fault("arrows", "src/grouping/border.cpp:1", "leaves grouping/")
        self.write("src/grouping/border.cpp", '#include "secret.hpp"\n')
        self.expect_fault("arrows", "src/grouping/border.cpp:1", "not a header of grouping/")

    def test_unknown_room(self):
        self.write("src/attic/box.cpp", "int x;\n")
        self.expect_fault("arrows", "src/attic/box.cpp:1", "room attic has no arrows")

    def test_empty_tree(self):
        shutil.rmtree(self.root / "src")
        shutil.rmtree(self.root / "include")
        self.assertEqual(self.run_check("arrows").returncode, 1)


class FileLength(LintTest):
    def test_limit(self):
        self.write("src/core/error.cpp", "int x;\n" * 400)
        self.expect_good("file_length")
        self.write("src/core/error.cpp", "int x;\n" * 401)
        self.expect_fault("file_length", "src/core/error.cpp:401", "the limit is 400")


class TestTags(LintTest):
    def test_good(self):
        self.expect_good("test_tags")

    def test_faults(self):
        for tags, message in ((', "[slow]"', "exactly one"), ("", "exactly one"), (', "[serial][mpi]"', "exactly one"),
                              (', "[serial][seriall]"', "unknown tag [seriall]")):
            self.write("tests/unit/core/test_error.cpp", f'\nTEST_CASE("a [serial]"{tags}) {{}}\n')
            self.expect_fault("test_tags", "tests/unit/core/test_error.cpp:2", message)


class Names(LintTest):
    def test_good(self):
        self.expect_good("names")

    def test_names_that_say_nothing(self):
        for name in ("utils.hpp", "string_helpers.cpp", "common.hpp"):
            self.write(f"src/core/{name}", "int x;\n")
            self.expect_fault("names", f"src/core/{name}:1", "does not say what is inside")

    def test_snake_case(self):
        self.write("src/core/ErrorText.cpp", "int x;\n")
        self.expect_fault("names", "src/core/ErrorText.cpp:1", "snake_case")

    def test_reminder(self):
        self.write("jobs/layers.sbatch", "\n# TO" "DO later\n")
        self.expect_fault("names", "jobs/layers.sbatch:2", "no reminders")

    def test_machine_path(self):
        self.write("jobs/layers.sbatch", "cd /ho" "me/me/netseam\n")
        self.expect_fault("names", "jobs/layers.sbatch:1", "path of one machine")


class SourcesListed(LintTest):
    def test_good(self):
        self.expect_good("sources_listed")

    def test_forgotten_test(self):
        self.write("tests/unit/core/test_more.cpp", 'TEST_CASE("b", "[serial]") {}\n')
        self.expect_fault("sources_listed", "tests/unit/core/test_more.cpp:1", "never compiled")


class Format(LintTest):
    def test_good_and_bad(self):
        if not shutil.which("clang-format-14"):
            self.assertEqual(self.run_check("format").returncode in (0, 77), True)
            self.skipTest("clang-format 14 is not installed")
        self.write(".clang-format", "BasedOnStyle: Google\n")
        for name in GOOD:
            if name.endswith("pp"):
                self.write(name, "int x = 1;\n")
        self.expect_good("format")
        self.write("src/core/error.cpp", "int x = 1;\nint  y=2;\n")
        self.expect_fault("format", "src/core/error.cpp:2", "not formatted")


class Readme(LintTest):
    def program(self, keys):
        self.write("netseam", "#!/bin/sh\ncat <<END\n" + keys + "END\n")
        os.chmod(self.root / "netseam", 0o755)
        return self.root / "netseam"

    def test_good(self):
        self.expect_good("readme")
        self.expect_good("readme", self.program("[study]\n; a\nname = x\n"))

    def test_exit_code(self):
        self.write("include/netseam/core/error.hpp", "enum class ExitCode : int { done = 0, usage = 2, input = 3 };\n")
        self.expect_fault("readme", "README.md:1", "exit code 3")

    def test_package(self):
        self.write("tools/setup", "#!/bin/sh\necho '| build | clang |'\n")
        self.expect_fault("readme", "README.md:1", "| build | clang |")

    def test_room(self):
        self.write("src/store/CMakeLists.txt", "netseam_room(store)\n")
        self.expect_fault("readme", "README.md:1", "room store/")

    def test_key(self):
        self.expect_fault("readme", "README.md:1", "key study.seed", self.program("[study]\nname = x\nseed = 1\n"))
        self.expect_fault("readme", "README.md:1", "key study.name", self.program("[study]\n"))
        self.expect_fault("readme", "README.md:1", "default of study.name is 'y'", self.program("[study]\nname = y\n"))
        self.expect_fault("readme", "README.md:1", "described as 'its name'", self.program("[study]\n; its name\nname = x\n"))


unittest.main()
