#include "temp_directory.hpp"

#include "netseam/parallel/collectives.hpp"
#include "netseam/store/collective_file.hpp"
#include "netseam/store/provenance.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

namespace {

using namespace netseam;
using parallel::Communicator;

}  // namespace

TEST_CASE("provenance of any length comes back", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  store::Provenance provenance;
  // attributes in an object's header end at 64 KiB, each and all together
  provenance.add("config", std::string(1'000'000, 'c') + "\n[layers] ; größe\n");
  for (int i = 0; i < 200; ++i) provenance.add("input " + std::to_string(i), std::string(1000, 'h'));
  provenance.add("empty", "");
  const auto path = folder.path() / "a.h5";
  auto file = store::CollectiveFile::create(world, path);
  store::write_provenance(file, provenance);
  file.close();
  auto read = store::read_provenance(store::Hdf5Reader(path));
  std::sort(provenance.entries.begin(), provenance.entries.end());
  REQUIRE(parallel::all_of(world, read.entries == provenance.entries));
  REQUIRE(
      parallel::all_of(world, read.find("empty") == "" && read.find("input 199") == std::string(1000, 'h')));
  REQUIRE(parallel::all_of(world, !read.find("none")));
}

TEST_CASE("a file without provenance has none", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  store::CollectiveFile::create(world, folder.path() / "a.h5").close();
  REQUIRE(parallel::all_of(
      world, store::read_provenance(store::Hdf5Reader(folder.path() / "a.h5")).entries.empty()));
}
