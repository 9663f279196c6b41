#include "foreign_file.hpp"
#include "temp_directory.hpp"

#include "netseam/core/error.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <catch2/catch.hpp>

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

using namespace netseam;
using store::Hdf5Reader;

int failing_lock = 0, failing_read = 0;  // errno that the calls below end with; 0 = as they are

}  // namespace

// these take the place of the C library's, for HDF5 too
extern "C" int flock(int descriptor, int operation) noexcept {
  if (failing_lock == 0) return static_cast<int>(syscall(SYS_flock, descriptor, operation));
  errno = failing_lock;
  return -1;
}

extern "C" ssize_t pread(int descriptor, void* buffer, std::size_t count, off_t offset) {
  if (failing_read == 0) return syscall(SYS_pread64, descriptor, buffer, count, offset);
  errno = failing_read;
  return -1;
}

namespace {

void make_file(const std::filesystem::path& path) {
  const std::vector<double> values{1, 2};
  test::ForeignFile(path).dataset("x", H5T_NATIVE_DOUBLE, {2}, values.data());
}

std::string opening_error(const std::filesystem::path& path) {
  try {
    static_cast<void>(Hdf5Reader(path).read_doubles("x"));
  } catch (const core::InputError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("a file is read where the file system has no locks", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.h5";
  make_file(path);
  constexpr int not_supported = 524;  // the kernel's ENOTSUPP, which Lustre returns
  for (const int error : {ENOLCK, EOPNOTSUPP, ENOSYS, EINVAL, not_supported}) {
    CAPTURE(error);
    failing_lock = error;
    const std::string found = opening_error(path);
    // who asks for locks gets them, or is told why not
    setenv("HDF5_USE_FILE_LOCKING", "TRUE", 1);
    const std::string with_locks = opening_error(path);
    unsetenv("HDF5_USE_FILE_LOCKING");
    failing_lock = 0;
    CHECK(found == "no error");
    CHECK_THAT(with_locks, Catch::Contains("expected a file that can be read") || Catch::Equals("no error"));
  }
}

TEST_CASE("a file that somebody is writing is refused as such", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.h5", copy = folder.path() / "b.h5";
  SECTION("by the lock of the writer") {
    make_file(path);
    const int writer = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    REQUIRE(::flock(writer, LOCK_EX | LOCK_NB) == 0);
    CHECK_THAT(opening_error(path),
               Catch::Contains("a.h5: /: found a file that is open for writing elsewhere"));
    setenv("HDF5_USE_FILE_LOCKING", "FALSE", 1);
    CHECK(opening_error(path) == "no error");
    unsetenv("HDF5_USE_FILE_LOCKING");
    ::close(writer);
    CHECK(opening_error(path) == "no error");
  }
  SECTION("by the marks in the file, which a crash leaves") {
    store::silence_hdf5();
    const store::Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "access");
    store::checked(H5Pset_libver_bounds(access.get(), H5F_LIBVER_V110, H5F_LIBVER_V110), "access");
    const store::Hdf5Handle written(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access.get()),
                                    H5Fclose, "create");
    store::checked(H5Fflush(written.get(), H5F_SCOPE_GLOBAL), "flush");
    std::filesystem::copy_file(path, copy);
    CHECK_THAT(opening_error(copy), Catch::Contains("open for writing elsewhere, or was left so by a crashed "
                                                    "writer") &&
                                        Catch::Contains("h5clear -s " + copy.string()));
  }
}

TEST_CASE("the system's reason is given where a file cannot be read", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.h5";
  make_file(path);
  SECTION("permission") {
    std::filesystem::permissions(path, std::filesystem::perms::none);
    constexpr uid_t nobody = 65534;
    const bool privileged = ::geteuid() == 0;
    if (privileged) REQUIRE(::seteuid(nobody) == 0);
    const std::string found = opening_error(path);
    if (privileged) REQUIRE(::seteuid(0) == 0);
    CHECK_THAT(found, Catch::Contains("a.h5: /: found Permission denied"));
  }
  SECTION("a failure of the disk or of the network, at once and later") {
    for (const auto& [error, text] : {std::pair{EIO, "Input/output error"}, {ESTALE, "Stale file handle"}}) {
      failing_read = error;
      const std::string opening = opening_error(path);
      failing_read = 0;
      const Hdf5Reader reader(path);
      failing_read = error;
      std::string later;
      try {
        static_cast<void>(reader.read_doubles("x"));
      } catch (const core::InputError& fault) {
        later = fault.what();
      }
      failing_read = 0;
      CHECK_THAT(opening, Catch::Contains(std::string("found ") + text) && !Catch::Contains("sound HDF5"));
      CHECK_THAT(later, Catch::Contains(std::string("found ") + text) && !Catch::Contains("sound HDF5"));
    }
  }
}
