#include "adam.hpp"
#include "batch_pass.hpp"
#include "compact_network.hpp"
#include "evaluation.hpp"
#include "flush_subnormals.hpp"
#include "kept_parameters.hpp"
#include "sample_order.hpp"

#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/error.hpp"
#include "netseam/mlp/training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <span>

namespace netseam::mlp {
namespace {

bool is_share(double value) { return value >= 0 && value < 1; }
bool is_positive(double value) { return value > 0 && std::isfinite(value); }
bool is_amount(double value) { return value >= 0 && std::isfinite(value); }

void check_options(const TrainingOptions& options) {
  if (options.epochs == 0 || options.batch == 0)
    throw core::InternalError("training needs an epoch and a sample in a batch at least");
  if (options.epochs > std::numeric_limits<std::uint32_t>::max())
    throw core::InternalError("2^32 epochs or more");
  if (!is_share(options.first_decay) || !is_share(options.second_decay) || !is_share(options.dropout))
    throw core::InternalError("decays of Adam and dropout are at least 0 and less than 1");
  if (!is_positive(options.learning_rate) || !is_positive(options.epsilon))
    throw core::InternalError("learning rate and epsilon are above 0");
  if (!is_amount(options.weight_decay) || !is_amount(options.l1) || !is_amount(options.input_noise))
    throw core::InternalError("weight decay, l1 and input noise are at least 0");
}

void check_finite(const char* which, double loss, std::size_t epoch) {
  if (!std::isfinite(loss))
    throw core::NumericalError(
        fmt::format("the {} loss is {} in epoch {}; a smaller learning rate may help", which, loss, epoch));
}

std::uint64_t key_of(const TrainingOptions& options, core::Purpose purpose) {
  return core::RandomStream(options.seed, options.unit, purpose).bits();
}

/// The network in training, and everything that a step needs.
class Training {
 public:
  Training(const Network& start, const Mask& mask, const Examples& examples, const TrainingOptions& options,
           const linalg::DenseBackend* backend)
      : shape_(start.shape),
        examples_(examples),
        options_(options),
        kept_(kept_parameters(mask)),
        parameter_(kept_.size()),
        gradient_(kept_.size()),
        first_moment_(kept_.size()),
        second_moment_(kept_.size()),
        batch_(std::min(options.batch, examples.count())),
        pass_(start.shape, batch_, backend),
        order_(examples.count(), key_of(options, core::Purpose::batch_order)),
        noise_key_(key_of(options, core::Purpose::input_noise)),
        dropout_key_(key_of(options, core::Purpose::dropout)),
        schedule_(options) {
    for (std::size_t i = 0; i < kept_.size(); ++i) parameter_[i] = kept_[i] != 0 ? start.parameter[i] : 0.0F;
  }

  /// Mean loss of the epoch; NaN where none is wanted.
  double epoch(std::uint32_t number) {
    const FlushSubnormals flush;
    const auto order = order_.of_epoch(number);
    double loss = 0;
    for (std::size_t first = 0; first < order.size(); first += batch_)
      loss += step(order.subspan(first, std::min(batch_, order.size() - first)), number);
    return options_.with_training_loss ? loss / loss_terms(options_.loss, order.size(), shape_.outputs())
                                       : std::numeric_limits<double>::quiet_NaN();
  }

  [[nodiscard]] std::span<const float> parameter() const { return parameter_.span(); }

 private:
  /// Sum of the losses of the batch; 0 where none is wanted.
  double step(std::span<const std::uint32_t> rows, std::uint32_t epoch) {
    pass_.load(examples_, rows);
    if (options_.input_noise > 0) pass_.add_input_noise(noise_key_, epoch, options_.input_noise);
    const Dropout dropout{dropout_key_, epoch, options_.dropout};
    pass_.forward(parameter_.data(), options_.dropout > 0 ? &dropout : nullptr);
    const double scale = 1 / loss_terms(options_.loss, rows.size(), shape_.outputs());
    double loss = 0;
    if (options_.with_training_loss)
      loss = pass_.loss_gradient(options_.loss, scale);
    else
      pass_.output_delta(options_.loss, scale);
    const AdamStep adam = schedule_.next();
    for (std::size_t l = shape_.layers(); l-- > 0;) {
      if (l > 0) pass_.input_delta(l, parameter_.data(), Rectify::yes);  // before its weights change
      pass_.parameter_gradient(l, gradient_.data());
      update_layer(l, adam);
    }
    return loss;
  }

  /// Layer after layer, as long as its gradient is in a cache.
  void update_layer(std::size_t layer, AdamStep adam) {
    const std::size_t weights = shape_.units[layer] * shape_.units[layer + 1];
    const std::size_t first = shape_.first_weight(layer), biases = shape_.units[layer + 1];
    if (adam.l1 == 0) return update(adam, first, weights + biases);
    update(adam, first, weights);
    adam.l1 = 0;
    update(adam, first + weights, biases);
  }

  void update(const AdamStep& adam, std::size_t first, std::size_t count) {
    update_by_adam(adam, kept_.data() + first, gradient_.data() + first, count,
                   {parameter_.data() + first, first_moment_.data() + first, second_moment_.data() + first});
  }

  Shape shape_;
  Examples examples_;
  const TrainingOptions& options_;
  std::vector<unsigned char> kept_;
  core::AlignedBuffer<float> parameter_, gradient_, first_moment_, second_moment_;
  std::size_t batch_;
  BatchPass pass_;
  SampleOrder order_;
  std::uint64_t noise_key_, dropout_key_;
  AdamSchedule schedule_;
};

bool at_least_as_good(const Score& now, const Score& best) {
  return now.accuracy > best.accuracy || (now.accuracy == best.accuracy && now.loss <= best.loss);
}

}  // namespace

Trained train(const Network& start, const Mask& mask, const Examples& training, const Examples& validation,
              const TrainingOptions& options, const EpochObserver& observer,
              const linalg::DenseBackend* backend) {
  const CompactNetwork compact = compact_network(start, mask);
  check_examples(start.shape, training);
  check_examples(start.shape, validation);
  check_options(options);

  Training run(compact.network, compact.mask, training, options, backend);
  Evaluation evaluation(compact.network.shape, validation, options.loss, backend);
  Trained result;
  result.network = start;
  std::optional<Network> current;  // what the observer sees, if it looks
  const NetworkNow network_now = [&]() -> const Network& {
    if (!current) current = start;
    expand_parameters(compact, run.parameter(), current->parameter);
    return *current;
  };
  if (options.with_training_loss) result.loss.reserve(options.epochs);
  result.validation.reserve(options.epochs);
  for (std::size_t epoch = 0; epoch < options.epochs; ++epoch) {
    const double loss = run.epoch(static_cast<std::uint32_t>(epoch));
    if (options.with_training_loss) check_finite("training", loss, epoch);
    const Score score = evaluation.score(run.parameter().data());
    if (options.with_training_loss)
      result.loss.push_back(loss);
    else
      check_finite("validation", score.loss, epoch);
    result.validation.push_back(score);
    if (epoch == 0 || options.selection == Selection::last_epoch || at_least_as_good(score, result.score)) {
      result.epoch = epoch;
      result.score = score;
      expand_parameters(compact, run.parameter(), result.network.parameter);
    }
    if (observer && !observer(epoch, network_now, loss, score)) break;
  }
  return result;
}

}  // namespace netseam::mlp
