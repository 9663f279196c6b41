#include "target_readouts.hpp"

#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/readout/folds.hpp"
#include "netseam/readout/ridge_readout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <string>

namespace netseam::pipeline {
namespace {

constexpr std::size_t folds = 5, least_samples = 2 * folds;
constexpr std::size_t wide = 2000, samples_of_wide = 2500;  // an eigenproblem of 2,000 at most for each fold

/// One score on its way to the other ranks.
struct Record {
  std::uint64_t target = 0, layer = 0;
  readout::ReadoutScore score;
};

/// Places of the samples that are used of a layer of this width.
std::vector<std::size_t> places_for(std::size_t samples, std::size_t width) {
  const std::size_t used = width > wide ? std::min(samples, samples_of_wide) : samples;
  std::vector<std::size_t> places(used);
  for (std::size_t k = 0; k < used; ++k) places[k] = k * samples / used;
  return places;
}

std::vector<readout::ReadoutScore> read_out_layer(const linalg::DenseBackend& backend, const Config& config,
                                                  const LayersInput& input,
                                                  const std::vector<KnownTarget>& targets,
                                                  std::size_t layer) {
  const auto places = places_for(input.rows.size(), input.shapes[layer].width);
  std::vector<std::size_t> rows;
  for (const std::size_t place : places) rows.push_back(input.rows[place]);
  const auto read = input.reader.read(layer, rows);
  std::vector<std::vector<float>> values;
  std::vector<readout::ReadoutTarget> chosen;
  for (const auto& target : targets) {
    auto& own = values.emplace_back();
    for (const std::size_t place : places) {
      const auto row = target.view().row(place);
      own.insert(own.end(), row.begin(), row.end());
    }
    chosen.push_back({{own.data(), places.size(), target.values.width}, target.labels});
  }
  return readout::read_out(backend, {read.values.data(), read.points(), read.width}, chosen,
                           readout::draw_folds(places.size(), folds, config.study.seed), folds);
}

/// Why there is no readout from a layer; empty = there is one.
std::string obstacle(const LayersInput& input, std::size_t layer) {
  if (input.rows.size() < least_samples)
    return fmt::format("no readout, it needs at least {} samples", least_samples);
  if (input.shapes[layer].points != input.rows.size()) return "no readout, a sample has several points";
  return "";
}

data::TargetReadout empty_readout(std::size_t layers, bool labels) {
  constexpr double missing = std::numeric_limits<double>::quiet_NaN();
  data::TargetReadout empty;
  for (auto* values : {&empty.r2, &empty.r2_low, &empty.r2_high}) values->assign(layers, missing);
  if (labels)
    for (auto* values : {&empty.accuracy, &empty.accuracy_low, &empty.accuracy_high})
      values->assign(layers, missing);
  return empty;
}

void put(const readout::ReadoutScore& score, std::size_t layer, bool labels, data::TargetReadout& readout) {
  readout.r2[layer] = score.r2;
  readout.r2_low[layer] = score.r2_low;
  readout.r2_high[layer] = score.r2_high;
  if (!labels) return;
  readout.accuracy[layer] = score.accuracy;
  readout.accuracy_low[layer] = score.accuracy_low;
  readout.accuracy_high[layer] = score.accuracy_high;
}

}  // namespace

std::optional<std::vector<data::TargetReadout>> read_out_targets(
    const parallel::Communicator& communicator, const linalg::DenseBackend& backend, const Config& config,
    const LayersInput& input, const std::vector<KnownTarget>& targets, const core::StopFlag& stop) {
  const std::size_t layers = input.shapes.size();
  std::vector<std::size_t> open;
  std::vector<std::string> note;
  for (std::size_t layer = 0; layer < layers; ++layer) {
    const auto reason = obstacle(input, layer);
    if (reason.empty())
      open.push_back(layer);
    else if (note.empty())
      note.push_back(reason);
  }
  if (!note.empty()) note[0] = fmt::format("{} of {} layers: {}", layers - open.size(), layers, note[0]);

  std::vector<Record> mine;
  parallel::agree(communicator, [&] {
    const auto size = static_cast<std::size_t>(communicator.size());
    for (auto k = static_cast<std::size_t>(communicator.rank()); k < open.size() && !stop.requested();
         k += size) {
      const auto scores = read_out_layer(backend, config, input, targets, open[k]);
      for (std::size_t target = 0; target < targets.size(); ++target)
        mine.push_back({target, open[k], scores[target]});
    }
  });
  const auto gathered = parallel::all_gather(communicator, std::span<const Record>(mine));
  if (gathered.size() != open.size() * targets.size()) return std::nullopt;
  std::vector<data::TargetReadout> found;
  for (const auto& target : targets) {
    found.push_back(empty_readout(layers, target.labels));
    found.back().note = note;
  }
  for (const auto& record : gathered)
    put(record.score, record.layer, targets[record.target].labels, found[record.target]);
  return found;
}

}  // namespace netseam::pipeline
