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
  for (std::string part; std::getline(parts, part, '-');) units.push_back(parse_number<std::size_t>(part, 1));
  if (units.empty() || units.size() > most_layers || std::ranges::max(units) > most_units ||
      text.ends_with('-'))
    throw std::invalid_argument(fmt::format("'{}'", text));
  return units;
}

Option hidden_option() {
  return {"train.hidden",
          "units",
          "hidden layers of the networks, each list a network",
          "lists such as 64-64; comma between",
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
            return joined(texts);
          }};
}

Option dropout_option() {
  auto option =
      number_option<double>("train.dropout", "", "a number from 0, below 1",
                            "share of hidden activations set to 0 in training, the others scaled up", true,
                            0.0, [](Config& c) -> double& { return c.train.dropout; });
  option.set = [set = option.set](Config& config, const std::string& text) {
    if (!(parse_number<double>(text, 0.0) < 1)) throw std::invalid_argument(fmt::format("'{}'", text));
    set(config, text);
  };
  return option;
}

Option rate_option() {
  auto option = number_option<double>("train.learning-rate", "", "a number above 0", "of Adam", true, 0.0,
                                      [](Config& c) -> double& { return c.train.learning_rate; });
  option.set = [set = option.set](Config& config, const std::string& text) {
    if (!(parse_number<double>(text, 0.0) > 0)) throw std::invalid_argument(fmt::format("'{}'", text));
    set(config, text);
  };
  return option;
}

}  // namespace

std::vector<Option> train_options() {
  return {list_option("train.tasks", "as sculpt.tasks; comma between", "what networks are trained on", false,
                      [](Config& c) -> std::vector<std::string>& { return c.train.tasks; }),
          hidden_option(),
          numbers_option<std::uint64_t>(
              "train.seeds", "", "different whole numbers; comma between", "a network of each shape for each",
              0, ~std::uint64_t{0}, [](Config& c) -> std::vector<std::uint64_t>& { return c.train.seeds; }),
          number_option<std::size_t>("train.epochs", "epochs", "a whole number from 1",
                                     "passes over the training rows", true, 1,
                                     [](Config& c) -> std::size_t& { return c.train.epochs; }),
          number_option<std::size_t>("train.batch", "rows", "a whole number from 1", "of a step", true, 1,
                                     [](Config& c) -> std::size_t& { return c.train.batch; }),
          rate_option(),
          number_option<double>("train.weight-decay", "", "a number from 0",
                                "times a weight or bias, added to its gradient", true, 0.0,
                                [](Config& c) -> double& { return c.train.weight_decay; }),
          number_option<double>("train.l1", "", "a number from 0",
                                "times the sign of a weight, added to its gradient", true, 0.0,
                                [](Config& c) -> double& { return c.train.l1; }),
          dropout_option(),
          number_option<double>("train.input-noise", "", "a number from 0",
                                "deviation of the noise on inputs in training, drawn anew each time", true,
                                0.0, [](Config& c) -> double& { return c.train.input_noise; }),
          numbers_option<std::size_t>(
              "train.save", "epochs", "different whole numbers from 0; comma between",
              "after which epochs checkpoints are saved; empty = 0, the powers of two and the last", 0,
              ~std::size_t{0}, [](Config& c) -> std::vector<std::size_t>& { return c.train.save; }, true),
          number_option<std::size_t>("train.samples", "rows", "a whole number from 1",
                                     "evenly spread test rows whose activations are saved; at most all", true,
                                     1, [](Config& c) -> std::size_t& { return c.train.samples; })};
}

}  // namespace netseam::pipeline
