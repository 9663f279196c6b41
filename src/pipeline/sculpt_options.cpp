#include "sculpt_options.hpp"

#include "option_kinds.hpp"

namespace netseam::pipeline {
namespace {

using sculpt::PruningScale;
using sculpt::Schedule;
using sculpt::ScoreNormalisation;
using sculpt::UnitScore;

const NameTable<UnitScore> scores{{"gradient-activation", UnitScore::gradient_activation},
                                  {"activation-deviation", UnitScore::activation_deviation},
                                  {"weights-in-and-out", UnitScore::weights_in_and_out},
                                  {"weights-out", UnitScore::weights_out},
                                  {"activation", UnitScore::activation},
                                  {"activation-weights-out", UnitScore::activation_weights_out},
                                  {"path-product", UnitScore::path_product},
                                  {"output-sensitivity", UnitScore::output_sensitivity},
                                  {"random", UnitScore::random}};
const NameTable<ScoreNormalisation> normalisations{
    {"none", ScoreNormalisation::none},
    {"mean-and-deviation", ScoreNormalisation::mean_and_deviation},
    {"mean", ScoreNormalisation::mean},
    {"deviation", ScoreNormalisation::deviation},
    {"sum", ScoreNormalisation::sum},
    {"previous-layer-size", ScoreNormalisation::previous_layer_size},
    {"layer-size", ScoreNormalisation::layer_size}};
const NameTable<PruningScale> scales{{"network", PruningScale::network}, {"layer", PruningScale::layer}};
const NameTable<Schedule> schedules{{"linear", Schedule::linear},
                                    {"lottery", Schedule::lottery},
                                    {"exponential", Schedule::exponential},
                                    {"cosine", Schedule::cosine},
                                    {"cubic", Schedule::cubic}};

std::vector<Option> network_options() {
  return {list_option(
              "sculpt.tasks", "such as 4-1-2-16, two-digits, or folders; comma between",
              "what networks are trained on: Boolean functions by inputs-...-outputs, tasks by their names, "
              "or folders with inputs.npy and targets.npy",
              false, [](Config& c) -> std::vector<std::string>& { return c.sculpt.tasks; }),
          numbers_option<std::size_t>("sculpt.widths", "units", "units of hidden layers", {1, 65536},
                                      [](Config& c) -> std::vector<std::size_t>& { return c.sculpt.widths; }),
          numbers_option<std::size_t>("sculpt.depths", "layers", "hidden layers", {1, 64},
                                      [](Config& c) -> std::vector<std::size_t>& { return c.sculpt.depths; }),
          numbers_option<std::uint64_t>(
              "sculpt.seeds", "", "one network for each", {0, ~std::uint64_t{0}},
              [](Config& c) -> std::vector<std::uint64_t>& { return c.sculpt.grid.seeds; })};
}

std::vector<Option> training_options() {
  return {text_option(
              "sculpt.training", "a .csv file: function,arch,lr,batch,epochs",
              "learning rate, batch and epochs by task and network; empty, or without a row: the next three",
              true, [](Config& c) -> std::string& { return c.sculpt.training; }),
          number_option<double>("sculpt.learning-rate", "", {0, 1e6}, "of Adam", true,
                                [](Config& c) -> double& { return c.sculpt.learning_rate; }),
          number_option<std::size_t>("sculpt.batch", "rows", {1, 1'000'000'000}, "of a step", true,
                                     [](Config& c) -> std::size_t& { return c.sculpt.batch; }),
          number_option<std::size_t>("sculpt.epochs", "epochs", {1, 10'000'000}, "of every training", true,
                                     [](Config& c) -> std::size_t& { return c.sculpt.epochs; }),
          number_option<double>("sculpt.weight-decay", "", {0, 1e6}, "times a weight, added to its gradient",
                                true, [](Config& c) -> double& { return c.sculpt.weight_decay; }),
          number_option<double>("sculpt.input-noise", "", {0, 1e6},
                                "deviation of the noise on inputs in training, drawn anew each time", true,
                                [](Config& c) -> double& { return c.sculpt.input_noise; })};
}

std::vector<Option> pruning_options() {
  return {
      numbers_option<double>("sculpt.unit-steps", "per cent of the hidden units",
                             "steps of unit pruning, each tried; 0 = prune no units", {0, 100},
                             [](Config& c) -> std::vector<double>& { return c.sculpt.grid.unit_steps; }),
      numbers_option<double>("sculpt.edge-steps", "per cent of the weights",
                             "steps of edge pruning, each tried", {0, 100},
                             [](Config& c) -> std::vector<double>& { return c.sculpt.grid.edge_steps; }),
      share_option("sculpt.accuracy",
                   "share of the test rows, or of their outputs, that a pruned network must have right", true,
                   [](Config& c) -> double& { return c.sculpt.accuracy; }),
      choice_option<UnitScore>("sculpt.score", "what units are worth", true, scores,
                               [](Config& c) -> UnitScore& { return c.sculpt.score.score; }),
      choice_option<ScoreNormalisation>(
          "sculpt.score-normalisation", "what scores of a layer are divided by", true, normalisations,
          [](Config& c) -> ScoreNormalisation& { return c.sculpt.score.normalisation; }),
      choice_option<PruningScale>("sculpt.scale", "units compete in the whole network, or in their layer",
                                  true, scales, [](Config& c) -> PruningScale& { return c.sculpt.scale; }),
      choice_option<Schedule>("sculpt.schedule", "how percentages rise until the first refusal", true,
                              schedules, [](Config& c) -> Schedule& { return c.sculpt.schedule; }),
      number_option<std::size_t>("sculpt.schedule-steps", "steps", {1, 1'000'000}, "of cosine and cubic",
                                 true, [](Config& c) -> std::size_t& { return c.sculpt.schedule_steps; }),
      number_option<double>("sculpt.least-step", "per cent", {0, 100},
                            "that refusals halve the steps down to; 0 = one unit, one weight, as published",
                            true, [](Config& c) -> double& { return c.sculpt.least_step; }),
      flag_option("sculpt.as-released",
                  "do not test the training between units and edges, as the released code", true,
                  [](Config& c) -> bool& { return c.sculpt.as_released; })};
}

}  // namespace

std::vector<Option> sculpt_options() {
  std::vector<Option> all;
  for (auto part : {network_options(), training_options(), pruning_options()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

artifact::SculptConvention sculpt_convention(const Config& config, const std::string& what_is_right) {
  const SculptConfig& given = config.sculpt;
  artifact::SculptConvention convention;
  convention.training = fmt::format(
      "Adam, weight decay {} in the gradient, noise {} on inputs; {}", given.weight_decay, given.input_noise,
      given.training.empty() ? fmt::format("learning rate {}, batch {}, epochs {}", given.learning_rate,
                                           given.batch, given.epochs)
                             : "learning rate, batch, epochs from " + given.training);
  convention.accuracy = fmt::format("{} of {}", given.accuracy, what_is_right);
  convention.score = name_of(scores, given.score.score) + ", normalised by " +
                     name_of(normalisations, given.score.normalisation) + ", in the " +
                     name_of(scales, given.scale);
  convention.schedule =
      fmt::format("{}; after refusals half the step, at least {}", name_of(schedules, given.schedule),
                  given.least_step > 0 ? fmt::format("{} per cent", given.least_step)
                                       : std::string("one unit or weight"));
  convention.unit_steps = fmt::format("{}", fmt::join(given.grid.unit_steps, ", "));
  convention.edge_steps = fmt::format("{}", fmt::join(given.grid.edge_steps, ", "));
  convention.retraining = given.as_released ? "between units and edges, not tested (as released)"
                                            : "between units and edges, tested";
  convention.choice =
      "fewest weights left of those that reached the accuracy; then the greatest edge step, the greatest "
      "unit step";
  return convention;
}

}  // namespace netseam::pipeline
