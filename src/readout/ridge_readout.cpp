#include "netseam/readout/ridge_readout.hpp"

#include "fitted_samples.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace netseam::readout {
namespace {

using linalg::Transpose;
using Matrix = core::MatrixView<double>;
using ConstMatrix = core::MatrixView<const double>;

/// What one fold adds to the score of one target.
struct FoldSums {
  double residual = 0, deviation = 0;
  std::size_t right = 0, samples = 0;
};

/// A target's fitted samples beside the decomposition of a layer's.
struct FittedTarget {
  std::vector<double> mean;         // by column
  std::vector<double> centred;      // fitted x width
  std::vector<double> coefficient;  // U' times them, rank x width
};

FittedTarget fit(const linalg::DenseBackend& backend, const FittedSamples& samples,
                 core::MatrixView<const float> values, std::span<const std::size_t> fitted) {
  FittedTarget target;
  target.mean = column_means(values, fitted);
  target.centred = centred_rows(values, fitted, target.mean);
  const std::size_t width = values.columns();
  target.coefficient.assign(samples.rank * width, 0);
  if (samples.rank > 0)
    backend.multiply(Transpose::yes, Transpose::no, 1.0,
                     ConstMatrix(samples.left.data(), samples.fitted, samples.rank),
                     ConstMatrix(target.centred.data(), samples.fitted, width), 0.0,
                     Matrix(target.coefficient.data(), samples.rank, width));
  return target;
}

/// rows x width: left (rows x rank) times the coefficients, component k by `factor`[k].
std::vector<double> combine(const linalg::DenseBackend& backend, const std::vector<double>& left,
                            std::size_t rows, const FittedTarget& target, const std::vector<double>& factor) {
  const std::size_t width = target.mean.size(), rank = factor.size();
  std::vector<double> scaled = target.coefficient, product(rows * width, 0);
  if (rank == 0) return product;
  for (std::size_t k = 0; k < scaled.size(); ++k) scaled[k] *= factor[k / width];
  backend.multiply(Transpose::no, Transpose::no, 1.0, ConstMatrix(left.data(), rows, rank),
                   ConstMatrix(scaled.data(), rank, width), 0.0, Matrix(product.data(), rows, width));
  return product;
}

/// Sum of squared leave-one-out residuals: residual i divided by 1 - h_i, h = 1/n + U diag(s^2 / (s^2 + p))
/// U' on the diagonal.
double leave_one_out(const linalg::DenseBackend& backend, const FittedSamples& samples,
                     const FittedTarget& target, double penalty) {
  std::vector<double> kept(samples.rank), lost(samples.rank);
  for (std::size_t k = 0; k < samples.rank; ++k) {
    const double square = samples.value[k] * samples.value[k];
    kept[k] = square / (square + penalty);
    lost[k] = penalty / (square + penalty);
  }
  const auto prediction = combine(backend, samples.left, samples.fitted, target, kept);
  const std::size_t width = target.mean.size();
  double sum = 0;
  for (std::size_t i = 0; i < samples.fitted; ++i) {
    // 1 - h, summed so that what the directions span cancels first
    double outside = 1 - 1 / static_cast<double>(samples.fitted), inside = 0;
    for (std::size_t k = 0; k < samples.rank; ++k) {
      const double square = samples.left[i * samples.rank + k] * samples.left[i * samples.rank + k];
      outside -= square;
      inside += square * lost[k];
    }
    const double left_out = std::max(outside, 0.0) + inside;
    for (std::size_t c = 0; c < width; ++c) {
      const double residual = (target.centred[i * width + c] - prediction[i * width + c]) / left_out;
      sum += residual * residual;
    }
  }
  return sum;
}

double choose_penalty(const linalg::DenseBackend& backend, const FittedSamples& samples,
                      const FittedTarget& target) {
  double mean_square = 0;
  for (const double value : samples.value) mean_square += value * value;
  mean_square /= static_cast<double>(std::max<std::size_t>(samples.rank, 1));
  double best = 0, least = std::numeric_limits<double>::infinity();
  for (const double relative : penalty_grid()) {
    const double penalty = relative * mean_square;
    const double error = samples.rank > 0 ? leave_one_out(backend, samples, target, penalty) : 0;
    if (error < least) {
      least = error;
      best = penalty;
    }
  }
  return best;
}

FoldSums score_fold(const linalg::DenseBackend& backend, const FittedSamples& samples,
                    const ReadoutTarget& target, std::span<const std::size_t> fitted,
                    std::span<const std::size_t> held_out) {
  const auto known = fit(backend, samples, target.values, fitted);
  const double penalty = choose_penalty(backend, samples, known);
  std::vector<double> factor;
  for (const double value : samples.value) factor.push_back(value / (value * value + penalty));
  const auto prediction = combine(backend, samples.scores, samples.held_out, known, factor);
  const auto truth = centred_rows(target.values, held_out, known.mean);
  const std::size_t width = known.mean.size();
  FoldSums sums;
  sums.samples = held_out.size();
  for (std::size_t k = 0; k < truth.size(); ++k) {
    sums.residual += (truth[k] - prediction[k]) * (truth[k] - prediction[k]);
    sums.deviation += truth[k] * truth[k];
  }
  for (std::size_t i = 0; target.labels && i < held_out.size(); ++i) {
    const auto row = target.values.row(held_out[i]);
    const auto own = static_cast<std::size_t>(std::max_element(row.begin(), row.end()) - row.begin());
    std::size_t best = 0;
    const auto guess = [&](std::size_t c) { return prediction[i * width + c] + known.mean[c]; };
    for (std::size_t c = 1; c < width; ++c)
      if (guess(c) > guess(best)) best = c;
    if (best == own) ++sums.right;
  }
  return sums;
}

ReadoutScore score_of(const std::vector<FoldSums>& folds, bool labels) {
  FoldSums all;
  ReadoutScore score;
  const auto widen = [](double value, double& low, double& high) {
    low = std::fmin(low, value);  // fmin and fmax pass over NaN
    high = std::fmax(high, value);
  };
  for (const auto& fold : folds) {
    all.residual += fold.residual;
    all.deviation += fold.deviation;
    all.right += fold.right;
    all.samples += fold.samples;
    if (fold.deviation > 0) widen(1 - fold.residual / fold.deviation, score.r2_low, score.r2_high);
    if (labels)
      widen(static_cast<double>(fold.right) / static_cast<double>(fold.samples), score.accuracy_low,
            score.accuracy_high);
  }
  if (all.deviation > 0) score.r2 = 1 - all.residual / all.deviation;
  if (labels) score.accuracy = static_cast<double>(all.right) / static_cast<double>(all.samples);
  return score;
}

}  // namespace

std::span<const double> penalty_grid() {
  static constexpr double grid[] = {1e3, 1e2, 1e1, 1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6};
  return grid;
}

std::vector<ReadoutScore> read_out(const linalg::DenseBackend& backend,
                                   core::MatrixView<const float> activations,
                                   std::span<const ReadoutTarget> targets, std::span<const std::size_t> fold,
                                   std::size_t folds) {
  if (fold.size() != activations.rows() || activations.columns() == 0)
    throw core::InternalError("read_out: folds and activations do not fit");
  std::vector<std::vector<FoldSums>> sums(targets.size());
  for (std::size_t f = 0; f < folds; ++f) {
    std::vector<std::size_t> fitted, held_out;
    for (std::size_t i = 0; i < fold.size(); ++i) (fold[i] == f ? held_out : fitted).push_back(i);
    if (fitted.empty() || held_out.empty()) throw core::InternalError("read_out: a fold is empty, or all");
    const auto samples = decompose(backend, activations, fitted, held_out);
    for (std::size_t t = 0; t < targets.size(); ++t) {
      if (targets[t].values.rows() != fold.size())
        throw core::InternalError("read_out: a target is of other samples");
      sums[t].push_back(score_fold(backend, samples, targets[t], fitted, held_out));
    }
  }
  std::vector<ReadoutScore> scores;
  for (std::size_t t = 0; t < targets.size(); ++t) scores.push_back(score_of(sums[t], targets[t].labels));
  return scores;
}

}  // namespace netseam::readout
