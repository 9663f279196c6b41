#include "train_options.hpp"

#include "option_kinds.hpp"

#include <sstream>

namespace netseam::pipeline {
namespace {

using Shapes = std::vector<std::vector<std::size_t>>;
constexpr std::size_t most_units = 65536, most_layers = 1000;

std::vector<std::size_t> parse_hidden(const std::string& text) {
  std::vector<std::size_t> units;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, '-');)
    units.push_back(parse_number<std::size_t>(part, {1, most_units}));
  if (units.empty() || units.size() > most_layers || text.ends_with('-'))
    throw std::invalid_argument(fmt::format("'{}'", text));
  return units;
}

Option hidden_option() {
  return {"train.hidden",
          "units",
          "hidden layers of the networks, each list a network",
          fmt::format("lists such as 64-64 of at most {} layers, each of 1 to {}; comma between", most_layers,
                      most_units),
          false,
          true,
          [](Config& config, const std::string& text) {
            Shapes shapes;
            for (const auto& part : split_list(text)) {
              shapes.push_back(parse_hidden(part));
              if (std::ranges::count(shapes, shapes.back()) > 1)
                throw std::invalid_argument(fmt::format("'{}' twice", part));
            }
            if (shapes.empty()) throw std::invalid_argument("nothing");
            config.train.hidden = shapes;
          },
          [](const Config& config) {
            std::vector<std::string> texts;
            for (const auto& shape : config.train.hidden)
              texts.push_back(fmt::format("{}", fmt::join(shape, "-")));
            return joined_list(texts);
          }};
}

}  // namespace

std::vector<Option> train_options() {
  return {
      list_option("train.tasks", "as sculpt.tasks; comma between", "what networks are trained on", false,
                  [](Config& c) -> std::vector<std::string>& { return c.train.tasks; }),
      hidden_option(),
      numbers_option<std::uint64_t>("train.seeds", "", "a network of each shape for each",
                                    {0, ~std::uint64_t{0}},
                                    [](Config& c) -> std::vector<std::uint64_t>& { return c.train.seeds; }),
      number_option<std::size_t>("train.epochs", "epochs", {1, 10'000'000}, "passes over the training rows",
                                 true, [](Config& c) -> std::size_t& { return c.train.epochs; }),
      number_option<std::size_t>("train.batch", "rows", {1, 1'000'000'000}, "of a step", true,
                                 [](Config& c) -> std::size_t& { return c.train.batch; }),
      number_option<double>("train.learning-rate", "", {0, 1e6, true}, "of Adam", true,
                            [](Config& c) -> double& { return c.train.learning_rate; }),
      number_option<double>("train.weight-decay", "", {0, 1e6},
                            "times a weight or bias, added to its gradient", true,
                            [](Config& c) -> double& { return c.train.weight_decay; }),
      number_option<double>("train.l1", "", {0, 1e6}, "times the sign of a weight, added to its gradient",
                            true, [](Config& c) -> double& { return c.train.l1; }),
      number_option<double>("train.dropout", "", {0, 1, false, true},
                            "share of hidden activations set to 0 in training, the others scaled up", true,
                            [](Config& c) -> double& { return c.train.dropout; }),
      number_option<double>("train.input-noise", "", {0, 1e6},
                            "deviation of the noise on inputs in training, drawn anew each time", true,
                            [](Config& c) -> double& { return c.train.input_noise; }),
      numbers_option<std::size_t>(
          "train.save", "epochs",
          "after which epochs checkpoints are saved; empty = 0, the powers of two and the last",
          {0, 10'000'000}, [](Config& c) -> std::vector<std::size_t>& { return c.train.save; }, true),
      number_option<std::size_t>("train.samples", "rows", {1, 1'000'000'000},
                                 "evenly spread test rows whose activations are saved; at most all", true,
                                 [](Config& c) -> std::size_t& { return c.train.samples; })};
}

}  // namespace netseam::pipeline
