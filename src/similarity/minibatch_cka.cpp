#include "netseam/similarity/minibatch_cka.hpp"

#include "batch_gram.hpp"
#include "centred_points.hpp"
#include "unit_vector.hpp"

#include "netseam/core/error.hpp"
#include "netseam/data/layer_distances.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/work_range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <optional>
#include <utility>

namespace netseam::similarity {
namespace {

constexpr std::size_t least_rows = 4, most_parts = 64;
constexpr std::size_t entries_at_once = 4096;  // of every stacked row, summed in float32

void check(const MinibatchCkaTask& task) {
  if (!task.read_rows) throw core::InternalError("minibatch CKA: read_rows is needed");
  if (task.batch < least_rows)
    throw core::ConfigError(
        fmt::format("batches of {} rows: unbiased CKA needs at least {}", task.batch, least_rows));
  if (task.samples < least_rows)
    throw core::ConfigError(
        fmt::format("{} samples: unbiased CKA needs at least {}", task.samples, least_rows));
}

std::size_t batch_count(const MinibatchCkaTask& task) {
  return task.samples / task.batch + (task.samples % task.batch >= least_rows ? 1 : 0);
}

/// Sums of HSIC_1 over batches of one part, upper triangle with the diagonal.
class Accumulator {
 public:
  Accumulator(const linalg::DenseBackend& backend, const MinibatchCkaTask& task)
      : backend_(backend),
        task_(task),
        gram_(backend),
        stacked_(task.layers.size() * triangle_size(std::min(task.batch, task.samples))),
        product_(task.layers.size() * task.layers.size()),
        sums_(task.layers.size() * task.layers.size(), 0.0) {}

  [[nodiscard]] std::span<double> sums() { return sums_; }
  void clear() { std::ranges::fill(sums_, 0.0); }

  void add_batch(std::size_t number) {
    const std::size_t first = number * task_.batch, rows = std::min(task_.batch, task_.samples - first);
    const std::size_t entries = triangle_size(rows);
    for (std::size_t layer = 0; layer < task_.layers.size(); ++layer) {
      const auto points = task_.read_rows(layer, first, rows);
      if (points.rows() != rows)
        throw core::InternalError(fmt::format("layer {}: {} rows came where {} were asked for",
                                              task_.layers[layer], points.rows(), rows));
      if (!gram_.compute(points, {stacked_.data() + layer * entries, entries}))
        throw core::InputError({task_.layers[layer], fmt::format("rows {} to {}", first, first + rows - 1),
                                "values, or products of them, that are not finite in float32",
                                "finite values whose products are finite"});
    }
    const double factor = 2.0 / (static_cast<double>(rows) * static_cast<double>(rows - 3));
    for (std::size_t begin = 0; begin < entries; begin += entries_at_once)
      add_products(entries, begin, std::min(entries_at_once, entries - begin), factor);
  }

 private:
  /// Inner products of all pairs of layers over `count` entries of the stacked rows.
  void add_products(std::size_t entries, std::size_t begin, std::size_t count, double factor) {
    const std::size_t layers = task_.layers.size();
    backend_.upper_gram({stacked_.data() + begin, layers, count, entries}, linalg::Rows::as_they_are,
                        {product_.data(), layers, layers});
    for (std::size_t i = 0; i < layers; ++i)
      for (std::size_t j = i; j < layers; ++j)
        sums_[i * layers + j] += factor * static_cast<double>(product_[i * layers + j]);
  }

  const linalg::DenseBackend& backend_;
  const MinibatchCkaTask& task_;
  BatchGram gram_;
  core::AlignedBuffer<float> stacked_, product_;
  std::vector<double> sums_;
};

/// One run of minibatch_cka, on one rank.
class Run {
 public:
  Run(const parallel::Communicator& communicator, const linalg::DenseBackend& backend,
      const MinibatchCkaTask& task, const core::StopFlag& stop)
      : communicator_(communicator),
        task_(task),
        stop_(stop),
        ranks_(static_cast<std::size_t>(communicator.size())),
        rank_(static_cast<std::size_t>(communicator.rank())),
        batches_(batch_count(task)),
        parts_(std::min(batches_, most_parts)) {
    parallel::agree(communicator, [&] { accumulator_.emplace(backend, task); });
  }

  MinibatchCkaOutcome go() {
    const std::size_t layers = task_.layers.size();
    MinibatchCkaOutcome outcome;
    outcome.hsic.assign(layers * layers, 0.0);
    outcome.complete = true;
    for (std::size_t first = 0; first < parts_ && outcome.complete; first += ranks_)
      add_parts(first, outcome);
    for (std::size_t i = 0; i < layers; ++i)
      for (std::size_t j = 0; j < i; ++j) outcome.hsic[i * layers + j] = outcome.hsic[j * layers + i];
    outcome.matrix = cka_of_sums(outcome.hsic, layers);
    outcome.matrix.title += fmt::format(" (minibatches of {})", task_.batch);
    if (const std::size_t rest = task_.samples % task_.batch; rest > 0 && rest < least_rows)
      outcome.matrix.note.push_back(fmt::format(
          "the last {} of {} samples are left out, a minibatch needs {}", rest, task_.samples, least_rows));
    return outcome;
  }

 private:
  [[nodiscard]] parallel::WorkRange part(std::size_t number) const {
    return {batches_ * number / parts_, batches_ * (number + 1) / parts_};
  }

  /// Every rank works on one part; then the parts that are whole are added in their order.
  void add_parts(std::size_t first, MinibatchCkaOutcome& outcome) {
    const std::size_t own = first + rank_;
    const bool whole = own < parts_ && parallel::agree(communicator_, [&] { return work_on(own); });
    if (own >= parts_) parallel::throw_together(communicator_, nullptr);
    const char whole_here = whole ? 1 : 0;
    const auto is_whole = parallel::all_gather(communicator_, std::span(&whole_here, 1));
    std::vector<double> sums(outcome.hsic.size());
    for (std::size_t number = first; number < std::min(parts_, first + ranks_); ++number) {
      if (is_whole[number - first] == 0) {
        outcome.complete = false;
        continue;
      }
      if (number == own) std::ranges::copy(accumulator_->sums(), sums.begin());
      parallel::broadcast_in_place(communicator_, std::as_writable_bytes(std::span(sums)),
                                   static_cast<int>(number - first));
      for (std::size_t k = 0; k < sums.size(); ++k) outcome.hsic[k] += sums[k];
      outcome.batches += part(number).size();
    }
  }

  /// False where a stop came first.
  bool work_on(std::size_t number) {
    accumulator_->clear();
    for (std::size_t batch = part(number).begin; batch < part(number).end; ++batch) {
      if (stop_.requested()) return false;
      accumulator_->add_batch(batch);
      ++done_;
      if (communicator_.is_root() && task_.on_progress) task_.on_progress(done_, own_batches());
    }
    return true;
  }

  [[nodiscard]] std::size_t own_batches() const {
    std::size_t count = 0;
    for (std::size_t number = rank_; number < parts_; number += ranks_) count += part(number).size();
    return count;
  }

  const parallel::Communicator& communicator_;
  const MinibatchCkaTask& task_;
  const core::StopFlag& stop_;
  std::size_t ranks_, rank_, batches_, parts_, done_ = 0;
  std::optional<Accumulator> accumulator_;
};

}  // namespace

MinibatchCkaOutcome minibatch_cka(const parallel::Communicator& communicator,
                                  const linalg::DenseBackend& backend, const MinibatchCkaTask& task,
                                  const core::StopFlag& stop) {
  parallel::agree(communicator, [&] { check(task); });
  return Run(communicator, backend, task, stop).go();
}

std::size_t minibatch_cka_memory(std::size_t layers, std::size_t batch, std::size_t width) {
  constexpr std::size_t workspace = 512;  // columns of the stacked rows that a product copies
  return sizeof(float) *
             (layers * triangle_size(batch) + batch * (batch + width) + layers * (layers + workspace)) +
         sizeof(double) * 3 * layers * layers;
}

data::MeasureMatrix cka_of_sums(std::span<const double> hsic, std::size_t layers) {
  if (hsic.size() != layers * layers) throw core::InternalError("sums of HSIC do not fit the layers");
  constexpr double missing = std::numeric_limits<double>::quiet_NaN();
  data::MeasureMatrix matrix;
  matrix.name = "cka-minibatch";
  matrix.title = "linear CKA, unbiased";
  matrix.unit = "none";
  matrix.kind = data::MeasureKind::similarity;
  std::size_t constant = 0, negative = 0;
  for (std::size_t i = 0; i < layers; ++i) {
    const double own = hsic[i * layers + i];
    matrix.self.push_back(own > 0 ? 1 : missing);
    for (std::size_t j = i + 1; j < layers; ++j) {
      const double norm = std::sqrt(own) * std::sqrt(hsic[j * layers + j]);
      const double ratio = norm > 0 ? hsic[i * layers + j] / norm : missing;
      if (!(norm > 0)) ++constant;
      if (ratio < 0) ++negative;
      matrix.value.push_back(std::isnan(ratio) ? missing : std::clamp(ratio, 0.0, 1.0));
      matrix.distance.push_back(std::isnan(ratio) ? missing : chord(matrix.value.back()));
    }
  }
  const auto note = [&](std::size_t count, const char* text) {
    if (count > 0) matrix.note.push_back(fmt::format("{} of {} pairs: {}", count, matrix.value.size(), text));
  };
  note(negative, "the unbiased estimate was below 0 and is set to 0");
  note(constant, "no value, a layer does not vary over the samples");
  return matrix;
}

}  // namespace netseam::similarity
