#pragma once
#include <cstddef>

namespace netseam::mlp {

struct TrainingOptions;

/// Numbers of one step of Adam, with the corrections of its moments in two of them, as PyTorch does.
struct AdamStep {
  float first_share, second_decay, second_share;  // shares are 1 - decay, rounded once
  float epsilon, weight_decay, l1;
  float step_size;   // learning rate / (1 - first_decay^t)
  float correction;  // 1 / sqrt(1 - second_decay^t)
};

/// The numbers of step 1, 2, ...
class AdamSchedule {
 public:
  explicit AdamSchedule(const TrainingOptions& options);
  [[nodiscard]] AdamStep next();

 private:
  AdamStep step_;
  double learning_rate_, first_decay_, second_decay_;
  double first_power_ = 1, second_power_ = 1;  // decay^t
};

/// What a step changes. All lists have one entry for each parameter.
struct AdamState {
  float *parameter, *first_moment, *second_moment;
};

/// g = kept (gradient + weight_decay p + l1 sign p); m = m + first_share (g - m);
/// v = second_decay v + second_share g^2; p = p - step_size m / (sqrt(v) correction + epsilon).
/// Where `kept` is 0, moments and parameter that are 0 stay 0. Source: Kingma and Ba 2015, arXiv:1412.6980,
/// algorithm 1.
void update_by_adam(const AdamStep& step, const unsigned char* kept, const float* gradient, std::size_t count,
                    const AdamState& state);

}  // namespace netseam::mlp
