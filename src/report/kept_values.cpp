#include "kept_values.hpp"

namespace netseam::report {
namespace {

/// Length of the text that page_data writes for a measure: base64 of 2 bytes for each value and one for each
/// other code, and the merges.
std::size_t packed_bytes(const MeasureTable& table) {
  constexpr std::size_t merge_text = 36;
  const std::size_t codes =
      2 * table.value.size() + table.least.size() + table.most.size() + table.word_of.size();
  return codes * 4 / 3 + merge_text * table.merge.size();
}

bool fits(const PageModel& model, const KeptValues& kept, bool others, std::size_t most_bytes) {
  std::size_t bytes = 0;
  for (std::size_t k = 0; k < model.checkpoint.size(); ++k)
    for (std::size_t m = 0; m < model.checkpoint[k].measure.size(); ++m)
      if ((m == 0 || others) && kept.keeps(k, m, model.checkpoint.size()))
        bytes += packed_bytes(model.checkpoint[k].measure[m]);
  return bytes <= most_bytes;
}

}  // namespace

KeptValues kept_values(const PageModel& model, std::size_t most_bytes) {
  KeptValues kept;
  const std::size_t all = model.checkpoint.size();
  while (kept.first_every < all && !fits(model, kept, false, most_bytes)) ++kept.first_every;
  while (kept.others_every < all && !fits(model, kept, true, most_bytes)) ++kept.others_every;
  return kept;
}

}  // namespace netseam::report
