#include "npy_writer.hpp"
#include "temp_directory.hpp"

#include "netseam/artifact/layer_distances_file.hpp"
#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/pipeline/layers_stage.hpp"
#include "netseam/pipeline/study_file.hpp"
#include "netseam/pipeline/verify_layers.hpp"
#include "netseam/similarity/all_measures.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <memory>

using namespace netseam;
using parallel::all_of;

namespace {

constexpr std::size_t samples = 40, width = 5;

using Layer = std::vector<float>;

/// Four layers that have nothing to do with each other.
std::vector<Layer> made_layers() {
  std::vector<Layer> layers;
  for (std::size_t k = 0; k < 4; ++k) {
    core::RandomStream random(21, k, core::Purpose::test);
    layers.emplace_back(samples * width);
    for (float& value : layers.back()) value = static_cast<float>(random.normal());
  }
  return layers;
}

/// The same points in a space of `wide` dimensions, turned by plane rotations, which keep all distances.
Layer turned(const Layer& layer, std::size_t wide, std::uint64_t key) {
  std::vector<double> points(samples * wide, 0);
  for (std::size_t row = 0; row < samples; ++row)
    for (std::size_t k = 0; k < width; ++k) points[row * wide + k] = layer[row * width + k];
  core::RandomStream random(22, key, core::Purpose::test);
  for (std::size_t a = 0; a < wide; ++a)
    for (std::size_t b = a + 1; b < wide; ++b) {
      const double angle = 6.283185307179586 * random.uniform(), c = std::cos(angle), s = std::sin(angle);
      for (std::size_t row = 0; row < samples; ++row) {
        double &x = points[row * wide + a], &y = points[row * wide + b];
        const double across = c * x - s * y;
        y = s * x + c * y;
        x = across;
      }
    }
  return {points.begin(), points.end()};
}

/// Where each layer of the study stands in the other network; that has one more, at place 2.
constexpr std::size_t planted[] = {3, 0, 4, 1};

/// A study of two checkpoints of the same four layers, the second one with noise, and the folder `other`
/// with turned copies in another order, of another width and with other names.
class Study {
 public:
  Study(const parallel::Communicator& world, const std::string& options,
        const std::function<void(const std::filesystem::path&)>& change = {})
      : folder_(world) {
    if (world.is_root()) {
      write(folder_.path());
      std::ofstream(folder_.path() / "study.ini")
          << "[study]\nname = s\ncheckpoints = step*\noutput = runs\n[input]\nactivations = "
             "layer-*.npy\n[layers]\nselect = layer-*\nresamples = 50\nhalf-samples = 5\n"
          << options << "\n[run]\nproduct = openblas\n";
      if (change) change(folder_.path());
    }
    world.barrier();
  }

  core::ExitCode run(const parallel::Communicator& world, const std::vector<std::string>& arguments = {},
                     std::FILE* screen = nullptr) const {
    const core::StopFlag stop;
    return pipeline::run_layers(world, pipeline::read_study(folder_.path() / "study.ini", arguments), stop,
                                screen);
  }

  /// The error and, behind it, what the screen said of each checkpoint; nothing where there was no error.
  [[nodiscard]] std::string failure(const parallel::Communicator& world,
                                    const std::vector<std::string>& arguments = {}) const {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> screen(std::tmpfile(), std::fclose);
    try {
      static_cast<void>(run(world, arguments, screen.get()));
    } catch (const core::Error& error) {
      std::string said(std::size_t{1} << 16, '\0');
      std::rewind(screen.get());
      said.resize(std::fread(said.data(), 1, said.size(), screen.get()));
      return error.what() + std::string("\n") + parallel::broadcast(world, said);
    }
    return "";
  }

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  [[nodiscard]] std::filesystem::path product(const std::string& checkpoint) const {
    return folder_.path() / "runs/s" / checkpoint / "layers.h5";
  }
  [[nodiscard]] std::vector<data::CrossComparison> load(const std::string& checkpoint) const {
    return artifact::load_layer_distances(product(checkpoint)).layers.cross;
  }

 private:
  static void write(const std::filesystem::path& folder) {
    auto layers = made_layers();
    for (const char* place : {"step0", "step1", "other"}) std::filesystem::create_directories(folder / place);
    core::RandomStream random(23, 0, core::Purpose::test);
    Layer fresh(samples * 7);
    for (float& value : fresh) value = static_cast<float>(random.normal());
    test::write_npy(folder / "other/unit-2.npy", {samples, 7}, fresh);
    for (std::size_t k = 0; k < layers.size(); ++k) {
      const std::string name = "layer-" + std::to_string(k) + ".npy";
      test::write_npy(folder / "step0" / name, {samples, width}, layers[k]);
      test::write_npy(folder / "other" / ("unit-" + std::to_string(planted[k]) + ".npy"), {samples, 7},
                      turned(layers[k], 7, k));
      for (float& value : layers[k]) value += static_cast<float>(0.01 * random.normal());
      test::write_npy(folder / "step1" / name, {samples, width}, layers[k]);
    }
  }

  test::TempDirectory folder_;
};

const std::string other_network = "against = other\nagainst-activations = unit-*.npy\nagainst-select = *\n";

bool same_datasets(const std::filesystem::path& first, const std::filesystem::path& second) {
  const store::Hdf5Reader a(first), b(second);
  const auto in_a = a.datasets(), in_b = b.datasets();
  bool same = in_a.size() == in_b.size();
  for (std::size_t k = 0; same && k < in_a.size(); ++k) {
    same = in_a[k].name == in_b[k].name && in_a[k].shape == in_b[k].shape;
    if (!same || !in_a[k].numeric) continue;
    const auto x = a.read_doubles(in_a[k].name), y = b.read_doubles(in_b[k].name);
    same = x.empty() || std::memcmp(x.data(), y.data(), x.size() * sizeof(double)) == 0;
  }
  return same;
}

/// Permutations and sparse couplings of both files, which the datasets above hold as numbers.
bool same_pairs(const data::CrossComparison& a, const data::CrossComparison& b) {
  bool same = a.pair.size() == b.pair.size() && a.name == b.name && a.layer == b.layer;
  for (std::size_t k = 0; same && k < a.pair.size(); ++k)
    same = a.pair[k].permutation == b.pair[k].permutation && a.pair[k].loss == b.pair[k].loss;
  return same;
}

}  // namespace

TEST_CASE("the layers of a turned copy in another order are found", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const Study study(world, "measures = gw, cka, rsa-spearman, procrustes, cosine\n" + other_network);
  static_cast<void>(study.run(world));
  const auto found = study.load("step0");
  REQUIRE(all_of(world, found.size() == 1 && found[0].name == "other" && !found[0].checkpoint));
  const auto& cross = found[0];
  REQUIRE(all_of(world,
                 cross.layer == std::vector<std::string>{"unit-0", "unit-1", "unit-2", "unit-3", "unit-4"}));
  REQUIRE(all_of(world, cross.measure.size() == 5 && cross.pair.size() == 20));
  for (std::size_t k = 0; k < 4; ++k) {
    const auto& measure = cross.measure[k];
    INFO(measure.name);
    REQUIRE(all_of(world, measure.value.size() == 20 && measure.draws == (k == 0 ? 50 : 5)));
    for (std::size_t row = 0; row < 4; ++row) {
      CHECK(all_of(world, measure.nearest[row] == static_cast<std::int64_t>(planted[row])));
      CHECK(all_of(world, measure.confidence[row] == 1));
    }
  }
  const auto& gw = cross.measure[0];
  for (std::size_t row = 0; row < 4; ++row) {
    const std::size_t copy = row * 5 + planted[row];
    // distances of a copy differ by roundings of float32, so the mean of their squares is far below 1e-6
    CHECK(all_of(world, gw.value[copy] < 1e-6 && gw.identity[copy] < 1e-6));
    CHECK(all_of(world, gw.start[copy] == data::Start::identity));
    for (std::size_t column = 0; column < 5; ++column) {
      const std::size_t pair = row * 5 + column;
      CHECK(all_of(world, gw.lower_bound[pair] <= gw.value[pair] && gw.value[pair] <= gw.identity[pair]));
      CHECK(all_of(world, gw.distance[pair] == std::sqrt(gw.value[pair]) / 2));
      if (column != planted[row]) CHECK(all_of(world, gw.value[pair] > 0.01));
    }
  }
  // 1 up to the rounding of float32 products
  for (std::size_t row = 0; row < 4; ++row)
    CHECK(all_of(world, cross.measure[1].value[row * 5 + planted[row]] == Approx(1).margin(1e-5)));
  // no common space: widths 5 and 7
  const auto& cosine = cross.measure[4];
  CHECK(all_of(world, std::isnan(cosine.value[0]) && cosine.nearest[0] == -1));
  REQUIRE(all_of(world, cosine.note.size() == 1 && cosine.note[0].find("20 of 20 pairs") == 0));
  const auto report = pipeline::verify_layers(world.split(world.rank()), study.product("step0"));
  REQUIRE(all_of(world, report.faults.empty() && report.values > 5 * (6 + 20)));
}

TEST_CASE("checkpoints of a study are compared by their place", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const Study study(world, "measures = gw, cka\nagainst = previous, last, first");
  static_cast<void>(study.run(world));
  const auto first = study.load("step0"), second = study.load("step1");
  REQUIRE(all_of(world, first.size() == 1 && first[0].name == "step1" && first[0].checkpoint));
  REQUIRE(all_of(world, second.size() == 1 && second[0].name == "step0" && second[0].checkpoint));
  for (std::size_t row = 0; row < 4; ++row)
    for (std::size_t measure = 0; measure < 2; ++measure) {
      CHECK(all_of(world, first[0].measure[measure].nearest[row] == static_cast<std::int64_t>(row)));
      CHECK(all_of(world, second[0].measure[measure].nearest[row] == static_cast<std::int64_t>(row)));
    }
  // here and there change places
  for (std::size_t row = 0; row < 4; ++row)
    for (std::size_t column = 0; column < 4; ++column)
      CHECK(all_of(world, first[0].measure[0].identity[row * 4 + column] ==
                              Approx(second[0].measure[0].identity[column * 4 + row]).epsilon(1e-12)));
}

TEST_CASE("comparisons with networks do not depend on the number of ranks or nodes", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const std::string options =
      "measures = all\nrestarts = 1\nstart = best\nagainst = previous, other\n"
      "against-activations = unit-*.npy\nagainst-select = unit-{4..1}\n";
  const Study one(world, options), many(world, options);
  const auto alone = world.split(world.rank());
  if (world.is_root()) static_cast<void>(one.run(alone));
  static_cast<void>(many.run(world, {"--ranks-per-node=1"}));
  REQUIRE(all_of(world, same_datasets(one.product("step1"), many.product("step1"))));
  const auto a = one.load("step1"), b = many.load("step1");
  REQUIRE(all_of(world, a.size() == 2 && b.size() == 2 && a[1].layer.size() == 4));
  REQUIRE(all_of(world, same_pairs(a[0], b[0]) && same_pairs(a[1], b[1])));
}

TEST_CASE("unequal weights are used against networks too", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const Study study(world, "weights = weights.npy\nsamples = 0\n" + other_network,
                    [](const std::filesystem::path& folder) {
                      std::vector<float> weight(samples);
                      for (std::size_t k = 0; k < samples; ++k) weight[k] = static_cast<float>(1 + k % 3);
                      test::write_npy(folder / "weights.npy", {samples}, weight);
                    });
  static_cast<void>(study.run(world));
  const auto found = study.load("step0");
  REQUIRE(all_of(world, found.size() == 1));
  for (std::size_t row = 0; row < 4; ++row) {
    CHECK(all_of(world, found[0].measure[0].nearest[row] == static_cast<std::int64_t>(planted[row])));
    CHECK(all_of(world, !found[0].pair[row * 5].coupling.empty()));
  }
  const auto alone = world.split(world.rank());
  REQUIRE(all_of(world, pipeline::verify_layers(alone, study.product("step0")).faults.empty()));
}

TEST_CASE("a network that changed makes a result one of other inputs", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const Study study(world, "measures = cka\n" + other_network);
  static_cast<void>(study.run(world));
  REQUIRE(all_of(world, study.failure(world).empty()));
  world.barrier();
  if (world.is_root()) test::write_npy(study.folder() / "other/unit-2.npy", {samples, 5}, made_layers()[0]);
  world.barrier();
  REQUIRE(all_of(world, study.failure(world).find("against other/unit-2.npy: was") != std::string::npos));
  const auto alone = world.split(world.rank());
  std::string verified;
  try {
    static_cast<void>(pipeline::verify_layers(alone, study.product("step0")));
  } catch (const core::InputError& error) {
    verified = error.what();
  }
  REQUIRE(all_of(world, verified.find("against other/unit-2.npy: was") != std::string::npos));
}

TEST_CASE("networks that cannot be compared are refused by file and place", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const Study study(world, "measures = gw, cka", [](const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder / "short");
    std::filesystem::create_directories(folder / "broken");
    std::filesystem::create_directories(folder / "empty");
    test::write_npy(folder / "short/layer-0.npy", {samples - 1, 3}, std::vector<float>((samples - 1) * 3, 1));
    auto broken = made_layers()[0];
    broken[width * 4 + 2] = std::nanf("");
    test::write_npy(folder / "broken/layer-0.npy", {samples, width}, broken);
  });
  const auto says = [&](const std::vector<std::string>& arguments, const std::string& text) {
    return all_of(world, study.failure(world, arguments).find(text) != std::string::npos);
  };
  REQUIRE(says({"--layers.against=short"},
               "short/layer-0.npy: layer \"layer-0\": found 39 samples, expected the same samples as in "));
  REQUIRE(says({"--layers.against=short"}, "step0/layer-0.npy, which has 40"));
  REQUIRE(says({"--layers.against=broken"}, "layer \"layer-0\", row 4, column 2: found NaN"));
  REQUIRE(says({"--layers.against=broken"}, "broken/layer-0.npy"));
  // found before any work that would have to be discarded
  REQUIRE(all_of(world, !std::filesystem::exists(study.folder() / "runs/s/step0/layers.shards")));
  REQUIRE(says({"--layers.against=empty"}, "empty: \"layer-*.npy\": found no such file"));
  REQUIRE(says({"--layers.against=nowhere"}, "layers.against: 'nowhere' matches nothing"));
  REQUIRE(says({"--layers.against=other", "--layers.against-activations=unit-*.npy"}, "layer-*"));
  REQUIRE(all_of(world, !std::filesystem::exists(study.product("step0"))));
}

TEST_CASE("a comparison that does not fit into memory is refused, the layers alone are not", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const Study study(world, "measures = cka");
  const auto bytes = [&](const std::vector<std::size_t>& widths) {
    std::vector<data::LayerShape> shapes;
    for (const std::size_t wide : widths) shapes.push_back({"layer", samples, wide});
    return similarity::memory_of_all_layers(*similarity::find_measure("cka"), {}, shapes)
        .node(static_cast<std::size_t>(world.size()));
  };
  const auto room = (bytes({5, 5, 5, 5}) + bytes({5, 5, 5, 5, 7, 7, 7, 7, 7})) / 2;
  const std::string memory = fmt::format("--memory={:.17g}", static_cast<double>(room) * 0x1p-30);
  const std::vector<std::string> against{"--layers.against=other", "--layers.against-activations=unit-*.npy",
                                         "--layers.against-select=*", memory};
  REQUIRE(
      all_of(world, study.failure(world, against).starts_with("layers.against: cka of the layers of two")));
  REQUIRE(all_of(world, study.failure(world, {memory}).empty()));
}
