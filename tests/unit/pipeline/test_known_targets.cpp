#include "npy_writer.hpp"
#include "planted_study.hpp"
#include "temp_directory.hpp"

#include "netseam/artifact/layer_distances_file.hpp"
#include "netseam/core/error.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/pipeline/layers_stage.hpp"
#include "netseam/pipeline/study_file.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <functional>

using namespace netseam;
using parallel::all_of;

namespace {

/// A study of one checkpoint in a folder of its own: layers and targets that the root writes.
class TargetStudy {
 public:
  using Write = std::function<void(const std::filesystem::path& folder)>;

  TargetStudy(const parallel::Communicator& world, const std::string& layers, const Write& write)
      : folder_(world) {
    if (world.is_root()) {
      std::filesystem::create_directories(folder_.path() / "step0");
      write(folder_.path());
      std::ofstream(folder_.path() / "study.ini")
          << "[study]\nname = planted\ncheckpoints = step*\noutput = runs\n[input]\nactivations = "
             "layer-*.npy\n[layers]\n"
          << layers << "\n[run]\nproduct = openblas\n";
    }
    world.barrier();
  }

  void run(const parallel::Communicator& world, const std::vector<std::string>& arguments = {}) const {
    const core::StopFlag stop;
    static_cast<void>(pipeline::run_layers(
        world, pipeline::read_study(folder_.path() / "study.ini", arguments), stop, nullptr));
  }

  [[nodiscard]] std::string failure(const parallel::Communicator& world,
                                    const std::vector<std::string>& arguments) const {
    try {
      run(world, arguments);
    } catch (const core::Error& error) {
      return error.what();
    }
    return "";
  }

  [[nodiscard]] std::filesystem::path product() const {
    return folder_.path() / "runs/planted/step0/layers.h5";
  }
  [[nodiscard]] std::vector<data::TargetComparison> load() const {
    return artifact::load_layer_distances(product()).layers.target;
  }

 private:
  test::TempDirectory folder_;
};

/// Integer labels as a .npy file of shape (samples,).
void write_labels(const std::filesystem::path& path, const std::vector<std::int32_t>& labels) {
  std::string text =
      "{'descr': '<i4', 'fortran_order': False, 'shape': (" + std::to_string(labels.size()) + ",), }";
  while ((10 + text.size() + 1) % 64 != 0) text += ' ';
  text += '\n';
  std::ofstream file(path, std::ios::binary);
  const char head[] = {'\x93', 'N', 'U', 'M', 'P', 'Y', 1, 0, static_cast<char>(text.size()), 0};
  file.write(head, sizeof head);
  file << text;
  file.write(reinterpret_cast<const char*>(labels.data()),
             static_cast<std::streamsize>(labels.size() * sizeof(std::int32_t)));
}

constexpr std::size_t modulus = 7;

/// Labels x a + y b modulo 7 of the grid of all a, b.
std::vector<std::int32_t> grid_labels(std::size_t x, std::size_t y) {
  std::vector<std::int32_t> labels;
  for (std::size_t a = 0; a < modulus; ++a)
    for (std::size_t b = 0; b < modulus; ++b)
      labels.push_back(static_cast<std::int32_t>((x * a + y * b) % modulus));
  return labels;
}

std::vector<float> one_hot(const std::vector<std::int32_t>& labels) {
  std::vector<float> values(labels.size() * modulus, 0);
  for (std::size_t i = 0; i < labels.size(); ++i)
    values[i * modulus + static_cast<std::size_t>(labels[i])] = 1;
  return values;
}

/// Three labelings of the grid, as targets and as layers: a + b, a - b, 3 a + b.
void write_grid(const std::filesystem::path& folder) {
  const auto sum = grid_labels(1, 1), difference = grid_labels(1, modulus - 1), skewed = grid_labels(3, 1);
  write_labels(folder / "sum.npy", sum);
  write_labels(folder / "difference.npy", difference);
  write_labels(folder / "skewed.npy", skewed);
  const std::vector<std::size_t> shape{modulus * modulus, modulus};
  test::write_npy(folder / "step0/layer-0.npy", shape, one_hot(sum));
  test::write_npy(folder / "step0/layer-1.npy", shape, one_hot(difference));
  test::write_npy(folder / "step0/layer-2.npy", shape, one_hot(skewed));
}

/// The planted study with good targets (halves, ramp) and bad ones.
void write_planted(const std::filesystem::path& folder) {
  const test::PlantedStudy planted{.groups = 2, .layers_in_group = 2, .samples = 40};
  static_cast<void>(planted.write(folder));
  std::vector<std::int32_t> halves;
  std::vector<float> ramp;
  for (std::size_t i = 0; i < planted.samples; ++i) {
    halves.push_back(i % 3 == 0 ? 5 : -2);
    ramp.push_back(static_cast<float>(i));
  }
  write_labels(folder / "halves.npy", halves);
  test::write_npy(folder / "ramp.npy", {planted.samples}, ramp);
  auto broken = ramp;
  broken[7] = std::nanf("");
  test::write_npy(folder / "broken.npy", {planted.samples, 1}, broken);
  test::write_npy(folder / "short.npy", {planted.samples - 1}, std::span(ramp).first(planted.samples - 1));
  test::write_npy(folder / "constant.npy", {planted.samples}, std::vector<float>(planted.samples, 2));
  std::vector<std::int32_t> numbers(planted.samples);
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<std::int32_t>(i);
  write_labels(folder / "numbers.npy", numbers);
  std::filesystem::create_directories(folder / "other");
  std::filesystem::copy_file(folder / "ramp.npy", folder / "other/ramp.npy");
}

bool has_warning(const data::TargetComparison& target, const std::string& text) {
  return std::any_of(target.warning.begin(), target.warning.end(),
                     [&](const auto& warning) { return warning.find(text) != std::string::npos; });
}

bool same_datasets(const std::filesystem::path& first, const std::filesystem::path& second) {
  const store::Hdf5Reader a(first), b(second);
  const auto in_a = a.datasets(), in_b = b.datasets();
  bool same = in_a.size() == in_b.size();
  for (std::size_t k = 0; same && k < in_a.size(); ++k) {
    same = in_a[k].name == in_b[k].name && in_a[k].shape == in_b[k].shape;
    if (!same || !in_a[k].floating) continue;
    const auto x = a.read_doubles(in_a[k].name), y = b.read_doubles(in_b[k].name);
    same = x.empty() || std::memcmp(x.data(), y.data(), x.size() * sizeof(double)) == 0;
  }
  return same;
}

}  // namespace

// Two labelings agree on whether samples i, k are of one class but for 2 (1/7 - 1/49) = 12/49 of all pairs,
// where one distance is 0 and the other the largest, 1: that is the loss of the identity coupling. Yet the
// spaces are isometric (match the classes), so no lower bound is above 0, and a descent may find 0 or may
// stay: the identity is a stationary point.
TEST_CASE("labelings of a grid that are relabelings of each other are named", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const TargetStudy study(world,
                          "measures = gw\nnormalisation = max\nstart = identity\n"
                          "targets = sum.npy, difference.npy, skewed.npy",
                          write_grid);
  study.run(world);
  const auto targets = study.load();
  REQUIRE(all_of(world, targets.size() == 3));
  for (std::size_t target = 0; target < 3; ++target) {
    const auto& found = targets[target];
    REQUIRE(all_of(world, found.labels && found.width == modulus && found.most_common == 1.0 / 7));
    const auto& gw = found.measure.at(0);
    for (std::size_t layer = 0; layer < 3; ++layer) {
      const double expected = layer == target ? 0 : 12.0 / 49;
      // normalised distances are 0 and 1 exactly; sums of 2401 of them are exact
      CHECK(all_of(world, gw.identity[layer] == Approx(expected).epsilon(1e-14).margin(1e-14)));
      CHECK(all_of(world, gw.lower_bound[layer] <= 1e-12));
      CHECK(all_of(world, gw.value[layer] <= gw.identity[layer] + 1e-14));
      if (layer == target) continue;
      CHECK(all_of(world, has_warning(found, "cannot tell " + targets[std::min(layer, target)].name +
                                                 " from " + targets[std::max(layer, target)].name)));
    }
    // every class is read from its own one-hot layer
    CHECK(all_of(world, found.readout.accuracy[target] == 1.0));
    CHECK(all_of(world, found.warning.size() == 2));
  }
}

TEST_CASE("a target is nearest to its own layer by every measure, and read from it", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  // the targets are columns of a planted layer: all six are that layer itself
  const TargetStudy study(
      world, "measures = gw, cka, rsa-spearman, procrustes\nhalf-samples = 10\ntargets = own.npy",
      [](const std::filesystem::path& folder) {
        static_cast<void>(test::PlantedStudy{.groups = 3, .layers_in_group = 1}.write(folder));
        std::filesystem::copy_file(folder / "step0/layer-1.npy", folder / "own.npy");
      });
  study.run(world);
  const auto targets = study.load();
  REQUIRE(all_of(world, targets.size() == 1 && targets[0].measure.size() == 4 && !targets[0].labels));
  for (const auto& measure : targets[0].measure) {
    INFO(measure.name);
    const auto nearest = std::min_element(measure.distance.begin(), measure.distance.end());
    CHECK(all_of(world, nearest - measure.distance.begin() == 1));
    // the intervals do not reach each other
    CHECK(all_of(world, measure.high[1] < std::min(measure.low[0], measure.low[2])));
    for (std::size_t layer = 0; layer < 3; ++layer)
      CHECK(all_of(world, measure.low[layer] <= measure.high[layer]));
  }
  CHECK(all_of(world, targets[0].readout.r2[1] > 0.999));
  CHECK(all_of(world, targets[0].readout.r2[0] < 0.5));
  CHECK(all_of(world, targets[0].warning.empty()));
}

TEST_CASE("a target that is narrower than the layers is compared as layers.widths says", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const std::string rule = GENERATE("skip", "pad", "project");
  const TargetStudy study(
      world, "measures = wasserstein\nhalf-samples = 0\ntargets = ramp.npy\nwidths = " + rule, write_planted);
  study.run(world);
  const auto measure = study.load().at(0).measure.at(0);
  INFO(rule);
  REQUIRE(all_of(world, std::isnan(measure.value.at(0)) == (rule == "skip") && measure.note.size() == 1));
  const char* text = rule == "skip" ? "needs layers of equal width" : rule == "pad" ? "padded" : "components";
  REQUIRE(all_of(world, measure.note[0].find(text) != std::string::npos));
}

TEST_CASE("labels of two unequal classes are warned of, a scalar is not", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const TargetStudy study(world, "measures = cka\nhalf-samples = 0\ntargets = rare.npy, ramp.npy",
                          [](const std::filesystem::path& folder) {
                            write_planted(folder);
                            std::vector<std::int32_t> rare(40, 1);
                            rare[3] = 0;
                            write_labels(folder / "rare.npy", rare);
                          });
  study.run(world);
  const auto targets = study.load();
  // 39 * 38 / 2 of 780 pairs are of one class
  REQUIRE(all_of(world, has_warning(targets.at(0), "95.0 % of the pairs")));
  REQUIRE(all_of(world, targets.at(1).warning.empty() && std::isnan(targets.at(1).measure.at(0).low[0])));
}

TEST_CASE("targets do not depend on the number of ranks or nodes", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const std::string options =
      "measures = all\nhalf-samples = 3\nresamples = 10\nrestarts = 1\ntargets = halves.npy, ramp.npy";
  const TargetStudy one(world, options, write_planted), many(world, options, write_planted);
  const auto alone = world.split(world.rank());
  if (world.is_root()) one.run(alone);
  many.run(world, {"--ranks-per-node=1"});
  REQUIRE(all_of(world, same_datasets(one.product(), many.product())));
  const auto targets = many.load();
  REQUIRE(all_of(world, targets.size() == 2));
  // a scalar and two classes are no relabelings of each other
  for (const auto& target : targets) REQUIRE(all_of(world, !has_warning(target, "cannot tell")));
}

TEST_CASE("a target that changed makes a result one of other inputs", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const TargetStudy study(world, "measures = cka\nhalf-samples = 0\ntargets = ramp.npy", write_planted);
  study.run(world);
  REQUIRE(all_of(world, study.failure(world, {}).empty()));
  world.barrier();
  if (world.is_root())
    test::write_npy(study.product().parent_path() / "../../../ramp.npy", {40, 1},
                    std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
                                       0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  1});
  world.barrier();
  REQUIRE(all_of(world, study.failure(world, {}).find("ramp.npy: was") != std::string::npos));
}

TEST_CASE("targets that cannot be compared are refused by file and place", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const TargetStudy study(world, "measures = gw", write_planted);
  const auto says = [&](const std::string& targets, const std::string& text) {
    return all_of(world,
                  study.failure(world, {"--layers.targets=" + targets}).find(text) != std::string::npos);
  };
  REQUIRE(says("missing.npy", "missing.npy"));
  REQUIRE(says("short.npy", "short.npy: shape: found <f4 (39,), expected one array of 40 rows"));
  REQUIRE(says("broken.npy", "broken.npy: row 7, column 0: found nan, expected a finite number"));
  REQUIRE(says("constant.npy", "constant.npy: target: found the same for all chosen samples"));
  REQUIRE(says("numbers.npy", "numbers.npy: labels: found a different label for each"));
  REQUIRE(says("ramp.npy, other/ramp.npy", "found the target name 'ramp' a second time"));
  REQUIRE(all_of(world, study.failure(world, {"--layers.targets=ramp.npy", "--layers.distance=correlation"})
                                .find("ramp.npy: row 0: found a sample whose numbers are all the same") !=
                            std::string::npos));
  REQUIRE(all_of(world, !std::filesystem::exists(study.product())));
}
