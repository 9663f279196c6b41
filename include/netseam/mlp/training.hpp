#pragma once
#include "netseam/core/random_stream.hpp"
#include "netseam/mlp/loss.hpp"
#include "netseam/mlp/network.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace netseam::mlp {

/// Which of the networks after each epoch is the result: the one of best validation accuracy, of least loss
/// among these, the latest of equal ones; or the last.
enum class Selection { best_epoch, last_epoch };

/// How a network is trained: Adam (Kingma and Ba 2015, arXiv:1412.6980) with weight decay in the gradient
/// (coupled), as torch.optim.Adam does.
struct TrainingOptions {
  Loss loss = Loss::binary_cross_entropy;
  std::size_t epochs = 10, batch = 64;  // samples of a batch; the last of an epoch may be smaller
  double learning_rate = 1e-3;
  double first_decay = 0.9, second_decay = 0.999, epsilon = 1e-8;
  double weight_decay = 0;  // lambda of lambda / 2 |w|^2, of weights and biases
  double l1 = 0;            // of l1 |w|, weights only
  double dropout =
      0;  // share of hidden activations set to 0 in training; the others are divided by 1 - dropout
  double input_noise = 0;  // deviation of normal noise added to inputs, drawn anew in every epoch
  Selection selection = Selection::best_epoch;
  /// Whether the training loss is summed up; the training is the same without, and takes less time.
  bool with_training_loss = true;
  std::uint64_t seed = 1, unit = 0;  // random numbers are keyed by them, epoch and sample
};

/// Gives the network as it is; valid until the next epoch. O(parameters), the first time memory for them.
using NetworkNow = std::function<const Network&()>;
/// After each epoch: its number from 0, the network, mean training loss (NaN without), validation score.
/// False stops the training.
using EpochObserver = std::function<bool(std::size_t, const NetworkNow&, double, const Score&)>;

/// What a training gave.
struct Trained {
  Network network;                // of the chosen epoch
  std::size_t epoch = 0;          // that epoch, from 0
  Score score;                    // its validation score
  std::vector<double> loss;       // mean training loss of every epoch; empty without
  std::vector<Score> validation;  // after every epoch
};

/// Trains `start` under `mask` (weights that are not there stay 0). Every epoch goes through all training
/// examples once in a random order. The result depends on nothing but the arguments and, by rounding, on the
/// processor (linalg::processor_kind): not on ranks, threads or the time. With a `backend`, the products of
/// wide layers are its own (mlp/loss.hpp); from some 64 units in a layer on that is faster. No memory is
/// taken in the loop over steps. Cost of a step: 6 parameters x batch flop, without the parameters of hidden
/// units that the mask cuts off on both sides. Throws InternalError where shapes do not fit, options are
/// impossible or there are 2^32 samples or more; NumericalError where the training loss (without it, the
/// validation loss) is no longer finite.
[[nodiscard]] Trained train(const Network& start, const Mask& mask, const Examples& training,
                            const Examples& validation, const TrainingOptions& options,
                            const EpochObserver& observer = {},
                            const linalg::DenseBackend* backend = nullptr);

}  // namespace netseam::mlp
