#include "file_size_limit.hpp"
#include "temp_directory.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/store/atomic_output.hpp"
#include "netseam/store/collective_file.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <numeric>
#include <string>
#include <vector>

namespace {

using namespace netseam;
using parallel::Communicator;
using store::CollectiveFile;
using store::Packing;

struct Part {
  std::size_t first = 0, rows = 0;
};

// uneven on purpose: the last rank has most, and with few rows the first ranks have none
Part uneven_part(const Communicator& world, std::size_t rows) {
  const auto rank = static_cast<std::size_t>(world.rank()), size = static_cast<std::size_t>(world.size());
  const std::size_t small = rows / (size + 1);
  const std::size_t first = rank * small;
  return {first, rank + 1 == size ? rows - first : small};
}

template <class T>
std::vector<T> block_values(const Part& part, std::size_t width) {
  std::vector<T> values(part.rows * width);
  // multiples of 3 that repeat, so that every type holds them and deflate has something to do
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<T>((part.first * width + i) * 3 % 251);
  return values;
}

template <class T>
void write(CollectiveFile& file, const Communicator& world, const std::string& name, std::size_t rows,
           std::size_t width, Packing packing) {
  const Part part = uneven_part(world, rows);
  const auto values = block_values<T>(part, width);
  const std::vector<std::size_t> shape{rows, width};
  file.write_block<T>(name, shape, part.first, values,
                      {{"unit", "none"}, {"scale", 0.5}, {"count", std::int64_t{7}}}, packing);
}

bool holds_expected(const store::Hdf5Reader& file, const std::string& name, std::size_t rows,
                    std::size_t width) {
  const auto values = file.read_doubles(name);
  const auto expected = block_values<double>({0, rows}, width);
  return file.info(name).shape == std::vector<std::size_t>{rows, width} &&
         std::equal(values.begin(), values.end(), expected.begin(), expected.end(),
                    [](double a, double b) { return a == b; });
}

}  // namespace

TEST_CASE("blocks of all ranks make one dataset, written collectively", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto path = folder.path() / "blocks.h5";
  const auto packing = GENERATE(Packing::none, Packing::deflate);
  // 40 bytes a call cut every block into many transfers, on a number of rounds that differs between ranks
  const auto bytes_per_call = GENERATE(std::size_t{40}, std::size_t{1} << 30);
  auto file = CollectiveFile::create(world, path, bytes_per_call);
  write<double>(file, world, "a/float64", 29, 5, packing);
  write<float>(file, world, "a/float32", 29, 5, packing);
  write<std::int64_t>(file, world, "a/b/int64", 29, 5, packing);
  write<std::int32_t>(file, world, "a/b/int32", 29, 5, packing);
  write<std::uint32_t>(file, world, "uint32", 2, 3, packing);  // fewer rows than ranks: some have none
  write<std::uint8_t>(file, world, "uint8", 1, 1, packing);
  const bool collective = file.was_collective();
  file.close();
  REQUIRE(parallel::all_of(world, collective));
  const store::Hdf5Reader reader(path);
  const bool right =
      holds_expected(reader, "a/float64", 29, 5) && holds_expected(reader, "a/float32", 29, 5) &&
      holds_expected(reader, "a/b/int64", 29, 5) && holds_expected(reader, "a/b/int32", 29, 5) &&
      holds_expected(reader, "uint32", 2, 3) && holds_expected(reader, "uint8", 1, 1);
  REQUIRE(parallel::all_of(world, right));
  const bool described = reader.attribute_text("a/float64", "unit") == "none" &&
                         reader.attribute_number("uint8", "scale") == 0.5 &&
                         reader.attribute_integer("a/b/int32", "count") == 7;
  REQUIRE(parallel::all_of(world, described));
}

TEST_CASE("a packed dataset of many chunks reads back and is smaller", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto path = folder.path() / "packed.h5";
  auto file = CollectiveFile::create(world, path, std::size_t{3} << 20);
  write<std::int32_t>(file, world, "rows", 3001, 1000,
                      Packing::deflate);  // 12 MB: 12 chunks, borders inside chunks
  const bool collective = file.was_collective();
  file.close();
  const store::Hdf5Reader reader(path);
  REQUIRE(parallel::all_of(world, collective && holds_expected(reader, "rows", 3001, 1000)));
  const auto info = reader.info("rows");
  REQUIRE(parallel::all_of(world, info.stored_bytes < info.value_bytes / 2));
}

TEST_CASE("space that was reserved and not needed is given back", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto path = folder.path() / "tight.h5";
  auto file = CollectiveFile::create(world, path);
  write<double>(file, world, "a", 10, 10, Packing::none);
  write<double>(file, world, "b", 10, 10, Packing::none);
  file.close();
  // 1600 bytes of data; the headers of two datasets and a group take some kilobytes
  REQUIRE(parallel::all_of(world, std::filesystem::file_size(path) < 16'000));
}

TEST_CASE("datasets without elements are there with their shape", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto path = folder.path() / "empty.h5";
  auto file = CollectiveFile::create(world, path);
  const std::vector<std::size_t> none{0}, no_rows{0, 4}, no_columns{3, 0};
  file.write_whole<std::int64_t>("none", none, {}, {});
  file.write_block<double>("no_rows", no_rows, 0, {}, {}, Packing::deflate);
  file.write_block<double>("no_columns", no_columns, 0, {}, {}, Packing::deflate);
  file.write_strings("no_texts", {}, {});
  file.close();
  const store::Hdf5Reader reader(path);
  const bool right = reader.info("none").shape == none && reader.info("no_rows").shape == no_rows &&
                     reader.info("no_columns").shape == no_columns && reader.read_integers("none").empty() &&
                     reader.read_doubles("no_columns").empty() && reader.read_strings("no_texts").empty();
  REQUIRE(parallel::all_of(world, right));
}

TEST_CASE("texts keep their bytes", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto path = folder.path() / "texts.h5";
  const std::vector<std::string> texts{"", "layers.0", "naïve ✓", " space ", std::string(300, 'x')};
  auto file = CollectiveFile::create(world, path);
  file.write_strings("texts", texts, {{"description", "names"}});
  const bool collective = file.was_collective();
  file.close();
  const store::Hdf5Reader reader(path);
  REQUIRE(parallel::all_of(world, collective && reader.read_strings("texts") == texts));
  REQUIRE(parallel::all_of(world, reader.attribute_text("texts", "description") == "names"));
}

TEST_CASE("the root's values are stored where all ranks have them", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto path = folder.path() / "whole.h5";
  const std::vector<double> values{1.5, 2.5, world.is_root() ? 3.5 : -1};
  const std::vector<std::size_t> shape{3};
  auto file = CollectiveFile::create(world, path);
  file.write_whole<double>("values", shape, values, {});
  const bool collective = file.was_collective();
  file.close();
  REQUIRE(parallel::all_of(world, collective));
  REQUIRE(parallel::all_of(
      world, store::Hdf5Reader(path).read_doubles("values") == std::vector<double>{1.5, 2.5, 3.5}));
}

TEST_CASE("blocks that do not make the dataset are refused on all ranks", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  auto file = CollectiveFile::create(world, folder.path() / "misfit.h5");
  const std::vector<std::size_t> shape{static_cast<std::size_t>(world.size()) + 1, 2};
  const std::vector<double> row{1, 2}, half{1};
  const auto first = static_cast<std::size_t>(world.rank());
  REQUIRE_THROWS_WITH(file.write_block<double>("short", shape, first, row, {}), Catch::Contains("of"));
  // only the last rank is wrong, all fail
  const auto& mine = world.rank() + 1 == world.size() ? half : row;
  REQUIRE_THROWS_WITH(file.write_block<double>("ragged", shape, first, mine, {}),
                      Catch::Contains("ragged: rank"));
  file.close();
}

TEST_CASE("a disk that fills up in the middle is one error on all ranks and leaves nothing", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto path = folder.path() / "full.h5";
  const auto packing = GENERATE(Packing::none, Packing::deflate);
  // from no room for the first header to all but the last dataset
  const auto room = GENERATE(std::size_t{100}, std::size_t{5'000}, std::size_t{200'000},
                             std::size_t{3'000'000}, std::size_t{9'000'000});
  std::string message;
  {
    const test::FileSizeLimit limit(room);
    try {
      store::AtomicOutput output(world, path);
      auto file = CollectiveFile::create(world, output.partial());
      for (int i = 0; i < 4; ++i) write<double>(file, world, "big" + std::to_string(i), 3000, 100, packing);
      file.close();
      output.commit();
    } catch (const core::Error& error) {
      message = error.what();
      REQUIRE(error.code() == core::ExitCode::usage);
    }
  }
  world.barrier();
  INFO(message);
  REQUIRE(parallel::all_of(world, message.find("full.h5.") != std::string::npos));
  REQUIRE(parallel::all_of(world, parallel::broadcast(world, message) == message));
  REQUIRE(parallel::all_of(world, std::filesystem::is_empty(folder.path())));
}
