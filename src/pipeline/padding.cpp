#include "padding.hpp"

#include "layers_input.hpp"

#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace netseam::pipeline {
namespace {

constexpr std::size_t most_looked_at = 1000, fewest_looked_at = 50, bytes_looked_at = std::size_t{8} << 20;
constexpr std::size_t few_samples = 3;
constexpr double common_share = 0.05;

/// Some of the samples, evenly spaced, ascending.
std::vector<std::size_t> some_of(std::span<const std::size_t> rows, std::size_t bytes_of_row) {
  const std::size_t most = std::clamp(bytes_looked_at / bytes_of_row, fewest_looked_at, most_looked_at);
  if (rows.size() <= most) return {rows.begin(), rows.end()};
  std::vector<std::size_t> some;
  for (std::size_t k = 0; k < most; ++k) some.push_back(rows[k * rows.size() / most]);
  return some;
}

/// How many rows are equal to the most common one.
std::size_t most_common(const data::LayerActivations& layer) {
  const auto bytes = std::as_bytes(std::span(layer.values));
  const std::size_t length = layer.width * sizeof(float);
  std::unordered_map<std::string_view, std::size_t> times;
  std::size_t most = 0;
  for (std::size_t at = 0; at + length <= bytes.size() && length > 0; at += length)
    most = std::max(most, ++times[{reinterpret_cast<const char*>(bytes.data()) + at, length}]);
  return most;
}

/// How often the most common token was seen in a layer, and in how many samples it was looked for.
struct Seen {
  std::int64_t times = 0, samples = 0;
  [[nodiscard]] double share() const { return static_cast<double>(times) / static_cast<double>(samples); }
};

std::vector<Seen> look(const parallel::Communicator& communicator, const input::ActivationReader& reader,
                       std::span<const std::size_t> rows) {
  const auto ranks = static_cast<std::size_t>(communicator.size()),
             rank = static_cast<std::size_t>(communicator.rank());
  const auto own = parallel::agree(communicator, [&] {
    std::vector<Seen> seen;
    for (std::size_t layer = rank; layer < reader.layers(); layer += ranks) {
      seen.emplace_back();
      const input::TensorInfo& tensor = reader.tensor(layer);
      if (tensor.shape.size() != 3) continue;
      const auto some = some_of(rows, input::row_width(tensor) * sizeof(float));
      seen.back() = {static_cast<std::int64_t>(most_common(reader.read(layer, some))),
                     static_cast<std::int64_t>(some.size())};
    }
    return seen;
  });
  const auto gathered = parallel::all_gather_bytes(communicator, std::as_bytes(std::span(own)));
  std::vector<Seen> all;
  for (std::size_t layer = 0; layer < reader.layers(); ++layer)
    all.push_back(reinterpret_cast<const Seen*>(gathered[layer % ranks].data())[layer / ranks]);
  return all;
}

std::string warning_text(const Config& config, const input::ActivationReader& reader,
                         const std::vector<Seen>& seen) {
  constexpr std::size_t most_named = 5;
  std::string layers;
  std::size_t count = 0;
  const Seen* worst = nullptr;
  for (std::size_t layer = 0; layer < seen.size(); ++layer) {
    if (seen[layer].times < static_cast<std::int64_t>(few_samples) || seen[layer].share() <= common_share)
      continue;
    if (worst == nullptr || seen[layer].share() > worst->share()) worst = &seen[layer];
    if (++count <= most_named)
      layers += fmt::format("{}{}", layers.empty() ? "" : ", ", reader.tensor(layer).name);
  }
  if (worst == nullptr) return {};
  if (count > most_named) layers += fmt::format(" and {} more", count - most_named);
  const bool mean = config.input.token == input::TokenRule::mean;
  return fmt::format(
      "padding seems to count as data: the {} is the same vector, bit for bit, in {} of {} samples ({:.0f} "
      "%) in {}{}; "
      "if it is padding, store only the token, or the mean of the tokens, that is meant: an array of samples "
      "x width",
      mean ? "last token, which input.token = mean averages in," : "token that input.token takes",
      worst->times, worst->samples, 100 * worst->share(), layers,
      count > 1 ? " (the largest of these shares)" : "");
}

}  // namespace

std::string padding_warning(const parallel::Communicator& communicator, const Config& config,
                            const std::vector<std::filesystem::path>& files,
                            const std::vector<std::string>& select, std::span<const std::size_t> rows) {
  if (config.input.token == input::TokenRule::all) return {};
  Config single = config;
  if (config.input.token == input::TokenRule::mean) single.input.token = input::TokenRule::last;
  std::optional<input::ActivationReader> reader;
  parallel::agree(communicator, [&] { reader.emplace(open_activations(single, files, select)); });
  return warning_text(config, *reader, look(communicator, *reader, rows));
}

}  // namespace netseam::pipeline
