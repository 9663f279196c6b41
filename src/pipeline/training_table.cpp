#include "training_table.hpp"

#include "option_values.hpp"

#include "netseam/core/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <fstream>

namespace netseam::pipeline {
namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text)
    if (c == separator)
      parts.emplace_back();
    else if (c != '\r')
      parts.back() += c;
  return parts;
}

}  // namespace

TrainingTable::TrainingTable(const Config& config)
    : otherwise_{config.sculpt.learning_rate, config.sculpt.batch, config.sculpt.epochs} {
  if (config.sculpt.training.empty()) return;
  const std::filesystem::path file = config.resolve(config.sculpt.training);
  std::ifstream stream(file);
  if (!stream || std::filesystem::is_directory(file))
    throw core::InputError(
        {file.string(), "file", "nothing that can be read", "a table function,arch,lr,batch,epochs"});
  std::string text;
  for (std::size_t line = 1; std::getline(stream, text); ++line) {
    const auto cell = split(text, ',');
    if (text.empty() || text.front() == '#' || cell[0] == "function") continue;
    try {
      if (cell.size() != 5) throw std::invalid_argument(fmt::format("{} cells", cell.size()));
      row_.push_back(
          {cell[0],
           cell[1],
           {parse_number<double>(cell[2], {0, 1e6}), parse_number<std::size_t>(cell[3], {1, 1'000'000'000}),
            parse_number<std::size_t>(cell[4], {1, 10'000'000})}});
    } catch (const std::invalid_argument& error) {
      throw core::InputError({file.string(), fmt::format("line {}", line), error.what(),
                              "function,arch,lr,batch,epochs such as 4-2-4,4-24-4,0.05,8,15"});
    }
  }
}

TrainingPlan TrainingTable::plan(const std::string& task, const std::vector<std::size_t>& units) const {
  const std::string network = fmt::format("{}", fmt::join(units, "-"));
  for (const Row& row : row_)
    if (row.task == task && row.network == network) return row.plan;
  return otherwise_;
}

}  // namespace netseam::pipeline
