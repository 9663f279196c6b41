#include "temp_directory.hpp"
#include "tensor_bytes.hpp"

#include "netseam/input/activation_reader.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace netseam;
using Catch::Matchers::Contains;
using Floats = std::vector<float>;
using input::ActivationReader;
using input::ReadOptions;
using Names = std::vector<std::string>;
using Rows = std::vector<std::size_t>;

namespace {

constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

class Folder {
 public:
  std::filesystem::path add(const std::string& file, std::string_view shape, const Floats& values) const {
    test::write_file(folder_.path() / file, test::npy("<f4", shape, test::bytes_of(values)));
    return folder_.path() / file;
  }
  [[nodiscard]] std::filesystem::path path() const { return folder_.path(); }

 private:
  test::TempDirectory folder_;
};

std::string refusal(const std::vector<std::filesystem::path>& files, const Names& patterns = {},
                    const ReadOptions& options = {}, const Rows& rows = {0, 1}) {
  return test::message_of([&] {
    const ActivationReader reader(files, patterns, options);
    for (std::size_t layer = 0; layer < reader.layers(); ++layer) static_cast<void>(reader.read(layer, rows));
  });
}

}  // namespace

TEST_CASE("layers of several files, selected and shaped", "[serial]") {
  const Folder folder;
  const auto a = folder.add("a.npy", "(3, 2)", test::counting(6));
  const auto b = folder.add("b.npy", "(3, 2, 2)", test::counting(12));
  const ActivationReader reader({a, b}, Names{"b", "a"}, {});
  REQUIRE(reader.layers() == 2);
  CHECK(reader.samples() == 3);
  CHECK(reader.tensor(0).name == "b");
  CHECK(reader.shapes(2)[0].width == 4);
  CHECK(reader.shapes(2)[1].points == 2);
  const auto layer = reader.read(1, Rows{0, 2});
  CHECK(layer.values == Floats{0, 1, 4, 5});
  CHECK(layer.file == a.string());
}

TEST_CASE("the digits network reads completely", "[serial]") {
  const auto path =
      std::filesystem::path(NETSEAM_TEST_DATA) / "digits" / "step03000" / "activations.safetensors";
  const ActivationReader reader({path}, Names{"layers.*"}, {});
  CHECK(reader.layers() == 9);
  CHECK(reader.samples() == 300);
  CHECK(reader.read(8, Rows{0, 299}).name == "layers.8");
}

TEST_CASE("layers that are missing, duplicate, empty or do not fit are refused by name", "[serial]") {
  const Folder folder;
  const auto a = folder.add("a.npy", "(3, 2)", test::counting(6));
  const auto short_layer = folder.add("b.npy", "(2, 2)", test::counting(4));
  CHECK_THAT(refusal({a}, {"c"}),
             Contains("a.npy: layer \"c\": found no tensor of that name, expected one of: a"));
  CHECK_THAT(refusal({a, short_layer}),
             Contains("b.npy: layer \"b\": found 2 samples, expected 3, as in layer \"a\" of ") &&
                 Contains("a.npy"));
  CHECK_THAT(refusal({a, a}), Contains("layer \"a\": found the same name as in"));
  CHECK_THAT(refusal({}), Contains("found no tensor"));
  CHECK_THAT(refusal({folder.add("none.npy", "(0, 2)", {})}),
             Contains("layer \"none\": found an empty array, <f4 (0, 2)"));
  CHECK_THAT(refusal({folder.add("thin.npy", "(3, 0)", {})}),
             Contains("layer \"thin\": found an empty array"));
  CHECK_THAT(refusal({folder.add("one.npy", "(1, 2)", {1, 2})}),
             Contains("layer \"one\": found 1 sample, expected at least 2"));
  CHECK_THAT(refusal({folder.add("point.npy", "()", {1})}),
             Contains("layer \"point\": found a single number"));
  CHECK_THAT(refusal({a, folder.path() / "gone.npy"}), Contains("gone.npy: found No such file"));
}

TEST_CASE("without patterns layers are floating-point arrays, or integers where there are no others",
          "[serial]") {
  const Folder folder;
  const auto path = folder.path() / "a.npz";
  const std::string floats = test::npy("<f4", "(2, 1)", test::bytes_of(test::counting(2)));
  const std::string integers = test::npy("|i1", "(2,)", "12"),
                    truth = test::npy("|b1", "(2,)", std::string(2, '\1'));
  const std::string objects = test::npy("|O", "(2,)", "pickle"), point = test::npy("<f4", "()", "1234");
  const auto names = [](const ActivationReader& reader) {
    Names found;
    for (std::size_t layer = 0; layer < reader.layers(); ++layer) found.push_back(reader.tensor(layer).name);
    return found;
  };
  test::write_zip(path,
                  {{"labels.npy", integers},
                   {"x.npy", floats},
                   {"o.npy", objects},
                   {"step.npy", point},
                   {"m.npy", truth}},
                  false);
  const ActivationReader floating({path}, Names{}, {});
  CHECK(names(floating) == Names{"x"});
  REQUIRE(floating.notes().size() == 1);
  CHECK_THAT(floating.notes()[0],
             Contains("a.npz: no layers, since they are no arrays of floating-point numbers: "
                      "\"labels\" |i1 (2,), \"o\" Python objects (2,), \"step\" <f4 (), "
                      "\"m\" |b1 (2,)"));
  const ActivationReader named({path}, Names{"m", "labels", "x"}, {});
  CHECK(names(named) == Names{"m", "labels", "x"});
  CHECK(named.notes().empty());
  test::write_zip(path, {{"labels.npy", integers}, {"o.npy", objects}, {"m.npy", truth}}, false);
  CHECK(names(ActivationReader({path}, Names{}, {})) == Names{"labels", "m"});
  test::write_zip(path, {{"x.npy", floats}, {"cut.npy", floats.substr(0, floats.size() - 1)}}, false);
  CHECK_THAT(refusal({path}), Contains("a.npz: \"cut\": found 7 bytes of data"));
  CHECK(refusal({path}, {"x"}) == "nothing was thrown");
  test::write_zip(path, {{"README", "hello"}}, false);
  CHECK_THAT(refusal({path}),
             Contains("found no tensor; ") && Contains("passed over what is no .npy array: README"));
}

TEST_CASE("NaN and Inf are refused with file, layer, sample and column", "[serial]") {
  const Folder folder;
  Floats values = test::counting(12);
  values[10] = not_a_number;
  const auto file = folder.add("a.npy", "(4, 3)", values);
  CHECK_THAT(refusal({file}, {}, {}, {1, 3}),
             Contains("a.npy: layer \"a\", row 3, column 1: found NaN, expected finite"));
  CHECK(refusal({file}, {}, {}, {0, 1, 2}) == "nothing was thrown");
  values[10] = -infinity;
  CHECK_THAT(refusal({folder.add("a.npy", "(4, 3)", values)}, {}, {}, {1, 3}), Contains("found -Inf"));

  SECTION("float64 beyond float32 says so") {
    test::write_file(folder.path() / "d.npy", test::npy("<f8", "(2, 1)", test::bytes_of<double>({1, 1e39})));
    CHECK_THAT(refusal({folder.path() / "d.npy"}),
               Contains("row 1, column 0: found Inf, expected finite numbers within the range of float32"));
  }
  SECTION("a token that the rule does not take may be NaN") {
    const auto tokens = folder.add("t.npy", "(2, 2, 1)", {1, not_a_number, 2, 3});
    CHECK(refusal({tokens}, {}, {.token = input::TokenRule::first}) == "nothing was thrown");
    CHECK_THAT(refusal({tokens}, {}, {.token = input::TokenRule::last}),
               Contains("row 0, column 0: found NaN"));
    CHECK_THAT(refusal({tokens}, {}, {.token = input::TokenRule::mean}),
               Contains("row 0, column 0: found NaN"));
  }
  SECTION("pixels are named") {
    const auto image = folder.add("i.npy", "(2, 2, 1, 2)", {0, 1, 2, 3, 4, 5, 6, infinity});
    CHECK_THAT(refusal({image}, {}, {.image = input::ImageRule::pixels}),
               Contains("layer \"i\", row 1, column 1, pixel 1: found Inf"));
  }
  SECTION("columns of a distance matrix are those of the file") {
    Floats square(9, 1);
    square[5] = not_a_number;  // row 1, column 2
    const auto matrix = folder.add("m.npy", "(3, 3)", square);
    CHECK_THAT(refusal({matrix}, {}, {.precomputed = true}, {1, 2}), Contains("row 1, column 2: found NaN"));
    CHECK(refusal({matrix}, {}, {.precomputed = true}, {0, 1}) == "nothing was thrown");
  }
}
