#include "netseam/sculpt/network_operations.hpp"

#include "netseam/core/random_stream.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace netseam::sculpt {
namespace {

constexpr std::size_t block_rows = 1024;

core::MatrixView<const float> rows_of(core::MatrixView<const float> all, std::size_t first,
                                      std::size_t count) {
  return {all.data() + first * all.stride(), count, all.columns(), all.stride()};
}

// The derivative of every output by what enters its sigmoid; without a sigmoid 1. Outputs of a softmax add up
// to 1 whatever happens: there it is what enters it that counts.
void slopes_of(mlp::Loss loss, std::vector<float>& output) {
  for (float& value : output) value = loss == mlp::Loss::binary_cross_entropy ? value * (1 - value) : 1.0F;
}

}  // namespace

UnitSums unit_sums(const mlp::Network& network, const mlp::Examples& examples, mlp::Loss loss,
                   bool with_slopes, const linalg::DenseBackend* backend) {
  UnitSums sums = no_samples(network.shape);
  const std::size_t hidden = sums.activation.size(), outputs = network.shape.outputs();
  std::vector<float> activation, derivative, output;
  for (std::size_t first = 0; first < examples.count(); first += block_rows) {
    const std::size_t rows = std::min(block_rows, examples.count() - first);
    const mlp::Examples block{rows_of(examples.inputs, first, rows), rows_of(examples.targets, first, rows)};
    activation.resize(rows * hidden);
    derivative.resize(rows * hidden);
    mlp::hidden_responses(network, block, loss, {activation.data(), rows, hidden},
                          {derivative.data(), rows, hidden}, backend);
    UnitResponses responses{
        block.inputs, {activation.data(), rows, hidden}, {derivative.data(), rows, hidden}, {}};
    if (with_slopes) {
      output.resize(rows * outputs);
      mlp::predict(network, block.inputs, loss, {output.data(), rows, outputs}, backend);
      slopes_of(loss, output);
      responses.slope = {output.data(), rows, outputs};
    }
    add_samples(sums, network, responses);
  }
  return sums;
}

PruningOperations network_operations(const mlp::Shape& shape, const SculptingData& data,
                                     const mlp::TrainingOptions& training, const ScoreOptions& scores,
                                     const linalg::DenseBackend* backend,
                                     const std::function<bool()>& go_on) {
  PruningOperations operations;
  operations.start = [shape](std::uint64_t seed) {
    core::RandomStream random(seed, 0, core::Purpose::initial_weights);
    return mlp::initial_network(shape, random);
  };
  const mlp::EpochObserver observer =
      !go_on ? mlp::EpochObserver{}
             : [go_on](std::size_t, const mlp::NetworkNow&, double, const mlp::Score&) {
                 if (!go_on()) throw TrainingStopped();
                 return true;
               };
  operations.train = [data, training, backend, observer](const mlp::Network& start, const mlp::Mask& mask,
                                                         const TrainingKey& key) {
    mlp::TrainingOptions options = training;
    options.seed = key.seed;
    options.unit = key.unit;
    mlp::Trained trained =
        mlp::train(start, mask, data.training, data.validation, options, observer, backend);
    return PrunedNetwork{std::move(trained.network), mask, trained.score.accuracy, trained.score.rows_right};
  };
  operations.score = [data, training, scores, backend](const mlp::Network& network, const mlp::Mask& mask,
                                                       const TrainingKey& key) {
    core::RandomStream random(key.seed, key.unit, core::Purpose::random_score);
    const bool with_slopes = scores.score == UnitScore::output_sensitivity;
    return unit_scores(network, mask, unit_sums(network, data.scored, training.loss, with_slopes, backend),
                       scores, random);
  };
  return operations;
}

}  // namespace netseam::sculpt
