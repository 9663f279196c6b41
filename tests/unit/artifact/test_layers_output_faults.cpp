#include "../store/file_size_limit.hpp"
#include "sample_layers.hpp"
#include "temp_directory.hpp"

#include "netseam/artifact/layer_distances_file.hpp"
#include "netseam/core/error.hpp"
#include "netseam/parallel/collectives.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace {

using namespace netseam;
using parallel::Communicator;

// the message on this rank; the code must be `code`
std::string save_error(const Communicator& world, const std::filesystem::path& path,
                       const data::LayerDistances& part, core::ExitCode code) {
  try {
    artifact::save_layer_distances(world, path, part, test::sample_provenance(), test::sample_convention());
  } catch (const core::Error& error) {
    return error.code() == code ? error.what() : std::string("wrong exit code: ") + error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("a full disk at any moment of saving is one error on all ranks; the older file stays", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto path = folder.path() / "layers.h5";
  const auto older = test::sample_layers(3);
  artifact::save_layer_distances(world, path, test::part_of_rank(older, world), {}, {});
  const auto part = test::part_of_rank(test::sample_layers(9, true), world);
  // a limit on file sizes acts as a full disk does; saving asks for about 2 MB in all
  for (std::size_t room = 0; room < 1'500'000; room += 100'000) {
    std::string message;
    {
      const test::FileSizeLimit limit(room + 1);
      message = save_error(world, path, part, core::ExitCode::usage);
    }
    const bool right = message.find("/layers.h5.") != std::string::npos &&
                       message.find(".partial: cannot write: File too large") != std::string::npos;
    REQUIRE(parallel::all_of(world, right));
  }
  REQUIRE(parallel::all_of(world, test::equal(artifact::load_layer_distances(path).layers, older)));
  using Files = std::filesystem::directory_iterator;
  REQUIRE(parallel::all_of(world, std::distance(Files(folder.path()), Files()) == 1));
}

TEST_CASE("a folder that cannot be made is an error of the configuration on all ranks", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  if (world.is_root()) std::ofstream(folder.path() / "file") << "in the way";
  world.barrier();
  const auto message = save_error(world, folder.path() / "file" / "layers.h5",
                                  test::part_of_rank(test::sample_layers(3), world), core::ExitCode::usage);
  REQUIRE(parallel::all_of(
      world, message.find("file: cannot make the folder: Not a directory") != std::string::npos));
}

TEST_CASE("pairs that are missing, doubled or ragged are internal errors on all ranks", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto whole = test::sample_layers(5);
  const bool last = world.rank() + 1 == world.size();
  auto part = test::part_of_rank(whole, world);
  if (last) part.pair.pop_back();
  REQUIRE(parallel::all_of(world, save_error(world, folder.path() / "a.h5", part, core::ExitCode::internal) ==
                                      "the ranks hold 9 of 10 pairs"));
  part = test::part_of_rank(whole, world);
  if (last) part.first_pair += 1;
  REQUIRE(parallel::all_of(world, save_error(world, folder.path() / "b.h5", part, core::ExitCode::internal)
                                          .find("brings pairs from") != std::string::npos));
  part = test::part_of_rank(whole, world);
  if (last) part.pair.back().resampled.pop_back();
  REQUIRE(parallel::all_of(world, save_error(world, folder.path() / "c.h5", part, core::ExitCode::internal) ==
                                      "a pair has 2 resampled losses, another 3"));
  REQUIRE(parallel::all_of(world, std::filesystem::is_empty(folder.path())));
}
