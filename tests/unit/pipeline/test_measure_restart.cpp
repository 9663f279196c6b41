#include "layer_measures.hpp"
#include "measure_shards.hpp"
#include "planted_study.hpp"
#include "temp_directory.hpp"
#include "twin_networks.hpp"

#include "netseam/parallel/collectives.hpp"
#include "netseam/pipeline/pair_shards.hpp"
#include "netseam/pipeline/study_file.hpp"
#include "netseam/pipeline/work_unit.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <optional>

using namespace netseam;
using parallel::all_of;
using Matrices = std::optional<std::vector<data::MeasureMatrix>>;

namespace {

constexpr const char* key = "key = 1\n";
// 1 + 4 + 3 matrices of each measure, and one more without two of the samples
constexpr const char* options =
    "[layers]\nmeasures = cka, rsa-spearman, neighbour-jaccard\nhalf-samples = 4\nnull = 3\nbatch = 10\n"
    "[run]\nproduct = openblas\n";
constexpr pipeline::MeasureCounts counts{6, 3, 4, 3, 1};
constexpr std::size_t matrices = 3 * (1 + 1 + 4 + 3), matrices_of_twin = 3 * 4;

/// Measures of a planted study and an untrained twin, with shards in a folder of their own.
class Measured {
 public:
  explicit Measured(const parallel::Communicator& world, const std::vector<std::string>& arguments = {})
      : folder_(world), backend_(linalg::make_cpu_backend(linalg::ProductLibrary::openblas)) {
    if (world.is_root()) {
      static_cast<void>(test::PlantedStudy{}.write(folder_.path(), options));
      static_cast<void>(
          test::PlantedStudy{.groups = 6, .layers_in_group = 1, .seed = 5}.write(folder_.path() / "twin"));
    }
    world.barrier();
    config_ = pipeline::read_study(folder_.path() / "study.ini", arguments);
    const auto unit = pipeline::plan_units(config_, "layers").front();
    input_.emplace(pipeline::open_layers(config_, unit));
    twins_ = pipeline::open_twins(config_, unit, *input_, {folder_.path() / "twin/step0"});
    ordinary_ = input_->rows;
    ordinary_.resize(ordinary_.size() - 2);
  }

  Matrices run(const parallel::Communicator& world, const std::string& shard_key = key,
               const core::StopFlag& stop = core::StopFlag()) const {
    parallel::Log log(world, {}, nullptr);
    return pipeline::compare_by_measures(world, *backend_, config_, *input_, ordinary_, twins_,
                                         {shards(), shard_key}, stop, log);
  }
  [[nodiscard]] std::size_t finished(const parallel::Communicator& world) const {
    return pipeline::MeasureShards(world, {shards(), key}, counts).finished_count();
  }
  [[nodiscard]] std::filesystem::path shards() const { return folder_.path() / "shards"; }

 private:
  test::TempDirectory folder_;
  std::unique_ptr<linalg::DenseBackend> backend_;
  pipeline::Config config_;
  std::optional<pipeline::LayersInput> input_;
  std::vector<std::size_t> ordinary_;
  std::vector<pipeline::TwinNetwork> twins_;
};

bool same_bytes(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

bool same(const Matrices& a, const Matrices& b) {
  bool equal = a && b && a->size() == 3 && b->size() == 3;
  for (std::size_t k = 0; equal && k < a->size(); ++k) {
    const auto &first = (*a)[k], &second = (*b)[k];
    const auto &groups = first.segmentation, &others = second.segmentation;
    equal = first.name == second.name && first.title == second.title && first.unit == second.unit &&
            first.kind == second.kind && first.note == second.note && !first.note.empty() &&
            same_bytes(first.value, second.value) && same_bytes(first.distance, second.distance) &&
            same_bytes(first.self, second.self) && groups.border == others.border &&
            groups.resamples == others.resamples && groups.null_model == others.null_model &&
            same_bytes(groups.confidence, others.confidence) &&
            same_bytes(groups.border_frequency, others.border_frequency) &&
            same_bytes(groups.together, others.together) && same_bytes(groups.p_value, others.p_value) &&
            !groups.twin_p_value.empty() && same_bytes(groups.twin_p_value, others.twin_p_value) &&
            groups.twin_null_model == others.twin_null_model &&
            same_bytes(groups.criterion, others.criterion);
  }
  return equal;
}

/// What one rank finds on its own, known to all: the undisturbed result.
Matrices alone(const parallel::Communicator& world) {
  const auto self = world.split(world.rank());
  return Measured(self).run(self);
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

TEST_CASE("replicates on single ranks, on groups and on many nodes give the same bytes", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const auto expected = alone(world);
  // with next to no memory all ranks share each replicate and the files are read again
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{}, {"--run.memory=1e-9"}, {"--run.ranks-per-node=1"}}) {
    const Measured many(world, arguments);
    REQUIRE(all_of(world, same(expected, many.run(world))));
    REQUIRE(all_of(world, many.finished(world) == matrices + matrices_of_twin));
  }
}

TEST_CASE("fewer replicates than ranks are done by groups", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const std::vector<std::string> one_half{"--layers.half-samples=1", "--layers.null=0",
                                          "--layers.measures=cka"};
  const auto self = world.split(world.rank());
  const auto expected = Measured(self, one_half).run(self), found = Measured(world, one_half).run(world);
  REQUIRE(all_of(world, expected && found && expected->size() == 1 && found->size() == 1 &&
                            expected->front().segmentation.resamples == 1));
  REQUIRE(all_of(
      world, same_bytes(expected->front().segmentation.confidence, found->front().segmentation.confidence)));
}

// Shards are cut in the middle of a record, as a kill leaves them, or a byte in their middle is changed.
TEST_CASE("a run goes on from what damaged shards have left", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const auto expected = alone(world);
  const bool cut = GENERATE(true, false);
  const Measured study(world);
  static_cast<void>(study.run(world));
  world.barrier();
  if (world.is_root())
    for (const auto& file : files_in(study.shards())) {
      const auto middle = std::filesystem::file_size(file) / 2;
      if (cut) {
        std::filesystem::resize_file(file, middle);
      } else {
        std::fstream shard(file, std::ios::in | std::ios::out | std::ios::binary);
        shard.seekg(static_cast<std::streamoff>(middle));
        const char changed = static_cast<char>(~shard.get());
        shard.seekp(static_cast<std::streamoff>(middle));
        shard.put(changed);
      }
    }
  if (world.is_root()) std::ofstream(study.shards() / "part-000099.shard") << "no shard at all";
  world.barrier();
  const std::size_t left = study.finished(world);
  REQUIRE(all_of(world, left > 0 && left < matrices));
  REQUIRE(all_of(world, same(expected, study.run(world))));
  REQUIRE(all_of(world, study.finished(world) == matrices + matrices_of_twin));
}

TEST_CASE("what is finished is not done again", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const Measured study(world);
  const auto first = study.run(world);
  world.barrier();
  const auto before = files_in(study.shards());
  world.barrier();
  const auto second = study.run(world);
  REQUIRE(all_of(world, same(first, second)));
  REQUIRE(all_of(world, files_in(study.shards()) == before));
}

TEST_CASE("matrices in shards of other work are not used", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const auto expected = alone(world);
  const Measured study(world);
  const pipeline::ShardPlace place{study.shards(), "key = 2\n"};
  {
    pipeline::MeasureShards other(world, place, counts);
    data::MeasureMatrix wrong;
    wrong.value = wrong.distance = std::vector<double>(15, 0.5);
    wrong.self = std::vector<double>(6, 1);
    if (world.is_root()) other.add(0, {}, wrong);
    other.close();
    other.scan();
    REQUIRE(all_of(world, other.finished_count() == 1));
  }
  REQUIRE(all_of(world, study.finished(world) == 0));
  REQUIRE(all_of(world, same(expected, study.run(world))));
}

TEST_CASE("pairs and measures share a folder of shards", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const pipeline::MeasureCounts five{5, 2, 3, 1, 0};
  pipeline::PairShards pairs(world, folder.path() / "s", key, five.layers);
  data::PairDistance pair;
  pair.loss = 7;
  if (world.is_root()) pairs.add(9, pair);
  pairs.close();
  pipeline::MeasureShards measures(world, {folder.path() / "s", key}, five);
  data::MeasureMatrix matrix;
  matrix.distance = std::vector<double>(10, 0.5);
  const pipeline::SampleVariant last{pipeline::SampleVariant::Kind::shuffled, 0};
  if (world.rank() == world.size() - 1) measures.add(1, last, matrix);
  measures.close();
  measures.scan();
  REQUIRE(all_of(world, measures.finished_count() == 1 && measures.has(1, last) &&
                            measures.read_distances(1, last) == matrix.distance));
  pipeline::PairShards again(world, folder.path() / "s", key, five.layers);
  REQUIRE(all_of(world, again.finished_count() == 1 && again.finished()[9] == 1));
  const auto read = again.read(9, 10);
  REQUIRE(all_of(world, read.size() == 1 && read[0].loss == 7));
  again.remove();
}

TEST_CASE("a stop before anything is done leaves nothing", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const Measured study(world);
  core::StopFlag stop;
  if (world.rank() == world.size() - 1) stop.request();
  REQUIRE(all_of(world, !study.run(world, key, stop)));
  REQUIRE(all_of(world, study.finished(world) == 0));
}
