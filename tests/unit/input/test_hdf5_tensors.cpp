#include "temp_directory.hpp"
#include "tensor_bytes.hpp"

#include "netseam/input/activation_reader.hpp"
#include "netseam/input/tensor_source.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace netseam;
using Catch::Matchers::Contains;
using Floats = std::vector<float>;

namespace {

const std::filesystem::path fixtures = std::filesystem::path(NETSEAM_TEST_DATA) / "input";
using Names = std::vector<std::string>;

std::string refusal(const std::filesystem::path& path, const Names& patterns) {
  return test::message_of([&] {
    const input::ActivationReader reader({path}, patterns, {});
    static_cast<void>(reader.read(0, std::vector<std::size_t>{0, 1}));
  });
}

}  // namespace

TEST_CASE("hdf5: what h5py wrote, of every type and layout", "[serial]") {
  const auto source = input::open_tensors(fixtures / "layers.h5");
  const Names names = test::names_of(*source);
  CHECK(names == Names{"features/1", "features/2", "features/10", "half", "huge", "integers", "labels",
                       "reversed", "scalar"});
  for (const char* name : {"features/1", "features/2", "half", "integers", "reversed"}) {
    CAPTURE(name);
    const auto tensor = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
    CHECK(source->tensors()[tensor].shape == std::vector<std::size_t>{4, 3, 2});
    CHECK(test::rows_of(*source, tensor, {1, 3}) ==
          Floats{100, 101, 110, 111, 120, 121, 300, 301, 310, 311, 320, 321});
  }
  CHECK(input::describe(source->tensors()[0]) == "64-bit float (4, 3, 2)");
  CHECK(input::describe(source->tensors()[5]) == "16-bit integer (4, 3, 2)");
  CHECK(test::rows_of(*source, 2) == Floats{0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5});
  CHECK(std::isinf(test::rows_of(*source, 4)[0]));
}

TEST_CASE("hdf5: truth values that h5py wrote", "[serial]") {
  const auto source = input::open_tensors(fixtures / "truth.h5");
  REQUIRE(test::names_of(*source) == Names{"layer", "mask", "packed"});
  for (const std::size_t tensor : {1UL, 2UL}) {
    CHECK(input::describe(source->tensors()[tensor]) == "truth value (4, 3)");
    CHECK(test::rows_of(*source, tensor, {0, 3}) == Floats{1, 0, 1, 1, 0, 1});
  }
}

TEST_CASE("hdf5: the order of creation is kept where the file recorded it", "[serial]") {
  CHECK(test::names_of(*input::open_tensors(fixtures / "creation_order.h5")) ==
        Names{"stem", "block", "head"});
}

TEST_CASE("hdf5: what cannot be a layer is refused by name and place", "[serial]") {
  CHECK_THAT(
      refusal(fixtures / "layers.h5", {"features/3"}),
      Contains("layers.h5: layer \"features/3\": found no tensor of that name") && Contains("features/2"));
  CHECK_THAT(refusal(fixtures / "layers.h5", {"labels"}),
             Contains("\"labels\": found elements of type no numbers"));
  CHECK_THAT(refusal(fixtures / "layers.h5", {"scalar"}),
             Contains("layer \"scalar\": found a single number"));
  CHECK_THAT(refusal(fixtures / "layers.h5", {"huge"}),
             Contains("layer \"huge\", row 0, column 0: found Inf") && Contains("range of float32"));
  CHECK_THAT(refusal(fixtures / "unwritten.h5", {}),
             Contains("unwritten.h5: x: found 4503599627370496 bytes of values"));
  CHECK_THAT(refusal(fixtures / "compact.h5", {}),
             Contains("compact.h5: x: found 28000 bytes of values, 28 stored"));
  CHECK_THAT(refusal(fixtures / "external.h5", {"x"}), Contains("external.h5"));
}

TEST_CASE("hdf5: truncated and foreign files are refused", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.h5";
  const std::string content = test::read_file(fixtures / "layers.h5");
  test::write_file(path, std::string_view(content).substr(0, content.size() / 2));
  CHECK_THAT(refusal(path, {}), Contains("a.h5: "));
  test::write_file(path, "no HDF5");
  CHECK_THAT(refusal(path, {}), Contains("a.h5: "));
  CHECK_THAT(refusal(folder.path() / "b.h5", {}), Contains("b.h5: found No such file"));
}
