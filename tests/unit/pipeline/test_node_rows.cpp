#include "node_rows.hpp"
#include "npy_writer.hpp"
#include "temp_directory.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/pipeline/study_file.hpp"
#include "netseam/pipeline/work_unit.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <numeric>

using namespace netseam;
using parallel::all_of;

namespace {

constexpr std::size_t samples = 12;

/// One layer of 12 x 3 and one of 12 x 2 x 2 x 2, in which every number is another one.
pipeline::LayersInput open_example(const parallel::Communicator& world, const std::filesystem::path& folder,
                                   const std::string& image) {
  if (world.is_root()) {
    std::filesystem::create_directories(folder / "step0");
    std::vector<float> flat(samples * 3), pictures(samples * 8);
    std::iota(flat.begin(), flat.end(), 0.0F);
    std::iota(pictures.begin(), pictures.end(), 100.0F);
    test::write_npy(folder / "step0/a.npy", {samples, 3}, flat);
    test::write_npy(folder / "step0/b.npy", {samples, 2, 2, 2}, pictures);
    std::ofstream(folder / "study.ini")
        << "[study]\ncheckpoints = step*\n[input]\nactivations = *.npy\nimage = " << image
        << "\n[layers]\nsamples = 8\n";
  }
  world.barrier();
  const auto config = pipeline::read_study(folder / "study.ini", {});
  return pipeline::open_layers(config, pipeline::plan_units(config, "layers").front());
}

}  // namespace

TEST_CASE("kept samples are what the files give, in any order", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto image = GENERATE(as<std::string>{}, "flatten", "average", "pixels");
  const auto input = open_example(world, folder.path(), image);
  pipeline::NodeRows rows(world, GENERATE(0, 1), input);
  const core::StopFlag stop;
  REQUIRE(all_of(world, rows.fill(stop)));
  std::vector<std::size_t> some(input.rows.begin() + 2, input.rows.end() - 1);
  bool same = some.size() == 5;
  for (std::size_t layer = 0; layer < 2; ++layer) {
    const auto expected = input.reader.read(layer, some), found = rows.read(layer, some);
    same = same && found.values == expected.values && found.width == expected.width &&
           found.name == expected.name && found.file == expected.file &&
           found.sample_of_row == expected.sample_of_row;
    const std::vector<std::size_t> turned(some.rbegin(), some.rend());
    const auto back = rows.read(layer, turned);
    const std::size_t block = expected.values.size() / some.size();
    for (std::size_t k = 0; k < expected.values.size(); ++k)
      same = same && back.values[(some.size() - 1 - k / block) * block + k % block] == expected.values[k];
  }
  REQUIRE(all_of(world, same));
}

TEST_CASE("a row that was not chosen is an error", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto input = open_example(world, folder.path(), "flatten");
  pipeline::NodeRows rows(world, 0, input);
  const core::StopFlag stop;
  REQUIRE(all_of(world, rows.fill(stop)));
  std::size_t missing = 0;
  while (std::find(input.rows.begin(), input.rows.end(), missing) != input.rows.end()) ++missing;
  bool refused = false;
  try {
    static_cast<void>(rows.read(0, std::vector{missing}));
  } catch (const core::Error&) {
    refused = true;
  }
  REQUIRE(all_of(world, refused));
}

TEST_CASE("a layer that cannot be read fails on all ranks, and a stop is seen", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto input = open_example(world, folder.path(), "flatten");
  pipeline::NodeRows rows(world, 0, input);
  core::StopFlag stop;
  if (world.rank() == world.size() - 1) stop.request();
  REQUIRE(all_of(world, !rows.fill(stop)));
  if (world.is_root()) std::filesystem::resize_file(folder.path() / "step0/b.npy", 200);
  world.barrier();
  const core::StopFlag go;
  std::string message;
  try {
    static_cast<void>(rows.fill(go));
  } catch (const core::Error& error) {
    message = error.what();
  }
  REQUIRE(all_of(world, message.find("b.npy") != std::string::npos));
}
