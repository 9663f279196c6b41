#include "cross_data.hpp"

#include "cross_view.hpp"

#include "netseam/report/packed_values.hpp"

#include <algorithm>
#include <cmath>

namespace netseam::report {
namespace {

using Json = nlohmann::ordered_json;

/// Index of `wanted` in `list`, which it joins if it is not there.
template <class Value>
std::size_t index_in(std::vector<Value>& list, const Value& wanted) {
  const auto found = std::find(list.begin(), list.end(), wanted);
  if (found != list.end()) return static_cast<std::size_t>(found - list.begin());
  list.push_back(wanted);
  return list.size() - 1;
}

/// Length of the text that a measure takes: base64 of 2 bytes for each value and one for each lower end, and
/// some ten characters for each nearest layer.
std::size_t packed_bytes(const data::CrossMeasure& measure) {
  return (2 * measure.value.size() + measure.lower_bound.size()) * 4 / 3 + 10 * measure.nearest.size();
}

/// Which measures are packed: [checkpoint][network][measure].
class Kept {
 public:
  Kept(const PageModel& model, std::size_t most_bytes) {
    for (const auto& checkpoint : model.checkpoint) {
      kept_.emplace_back();
      for (const auto& cross : checkpoint.cross) kept_.back().emplace_back(cross.measure.size(), 0);
    }
    for (const bool first : {true, false})
      for (std::size_t k = model.checkpoint.size(); k-- > 0;) take(model, k, first, most_bytes);
  }
  [[nodiscard]] bool has(std::size_t checkpoint, std::size_t network, std::size_t measure) const {
    return kept_[checkpoint][network][measure] != 0;
  }
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

 private:
  /// The first measures of a checkpoint, or its others, as long as there is room.
  void take(const PageModel& model, std::size_t checkpoint, bool first, std::size_t most_bytes) {
    const auto& all = model.checkpoint[checkpoint].cross;
    for (std::size_t network = 0; network < all.size(); ++network)
      for (std::size_t m = first ? 0 : 1;
           m < (first ? std::min<std::size_t>(1, all[network].measure.size()) : all[network].measure.size());
           ++m) {
        const std::size_t needed = packed_bytes(all[network].measure[m]);
        if (bytes_ + needed > most_bytes) continue;
        bytes_ += needed;
        kept_[checkpoint][network][m] = 1;
      }
  }

  std::vector<std::vector<std::vector<char>>> kept_;
  std::size_t bytes_ = 0;
};

/// Three digits of a share are enough to be shown; NaN becomes null.
Json shares(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(std::round(1000 * value) / 1000);
  return list;
}

void add_values(const data::CrossMeasure& measure, Json& json) {
  const PackedValues values = pack_values(shown_values(measure));
  json["low"] = values.low;
  json["high"] = values.high;
  json["value"] = base64(values.code);
  if (!measure.lower_bound.empty()) {
    std::vector<double> least;
    for (const double loss : measure.lower_bound) least.push_back(std::sqrt(loss) / 2);
    const PackedEnd packed = pack_end(values, least, BracketEnd::lower);
    json["least"] = {{"step", packed.step}, {"code", base64(packed.code)}};
  }
  json["nearest"] = measure.nearest;
  json["confidence"] = shares(measure.confidence);
}

Json agreement_json(const AgreementTable& table) {
  const PackedValues values = pack_values(table.adjusted_rand);
  return {{"measure", table.measure},
          {"title", table.title},
          {"low", values.low},
          {"high", values.high},
          {"value", base64(values.code)}};
}

}  // namespace

std::size_t add_cross(const PageModel& model, std::size_t most_bytes,
                      std::vector<std::vector<std::string>>& layers, nlohmann::ordered_json& json) {
  const Kept kept(model, most_bytes);
  std::vector<std::string> measures;
  json["crossMeasures"] = Json::array();
  json["cross"] = Json::array();
  for (std::size_t k = 0; k < model.checkpoint.size(); ++k)
    for (std::size_t n = 0; n < model.checkpoint[k].cross.size(); ++n) {
      const auto& cross = model.checkpoint[k].cross[n];
      Json network = {{"checkpoint", k},
                      {"name", cross.name},
                      {"kind", cross.checkpoint ? "checkpoint" : "network"},
                      {"layers", index_in(layers, cross.layer)},
                      {"measures", Json::array()}};
      for (std::size_t m = 0; m < cross.measure.size(); ++m) {
        const auto& measure = cross.measure[m];
        const std::size_t before = measures.size(), index = index_in(measures, measure.name);
        if (index == before) {
          const ColourRange range = cross_range(model, measure.name);
          json["crossMeasures"].push_back({{"name", measure.name},
                                           {"title", shown_title(measure)},
                                           {"unit", measure.unit},
                                           {"low", range.low},
                                           {"high", range.high}});
        }
        Json stored = {{"measure", index}};
        if (kept.has(k, n, m)) add_values(measure, stored);
        network["measures"].push_back(std::move(stored));
      }
      json["cross"].push_back(std::move(network));
    }
  json["agreement"] = Json::array();
  std::size_t bytes = kept.bytes();
  for (const auto& table : model.agreement) {
    json["agreement"].push_back(agreement_json(table));
    bytes += 2 * table.adjusted_rand.size() * 4 / 3;
  }
  return bytes;
}

}  // namespace netseam::report
