#include "netseam/input/sample_choice.hpp"

#include "element_type.hpp"
#include "file_bytes.hpp"
#include "file_kind.hpp"
#include "npy_header.hpp"
#include "refuse.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

namespace netseam::input {
namespace {

__extension__ using UInt128 = unsigned __int128;

std::vector<std::size_t> all_rows(std::size_t available) {
  std::vector<std::size_t> rows(available);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

void check_wanted(std::size_t available, std::size_t wanted) {
  if (wanted > available) {
    throw core::ConfigError(
        fmt::format("found {} samples in the activations, expected at least the {} that the "
                    "configuration wants",
                    available, wanted));
  }
}

struct Share {
  std::vector<std::size_t> rows;
  std::size_t quota = 0;
  UInt128 remainder = 0;
};

void set_quotas(std::vector<Share*>& shares, std::size_t available, std::size_t wanted) {
  std::size_t given = 0;
  for (Share* share : shares) {
    const UInt128 product = static_cast<UInt128>(wanted) * share->rows.size();
    share->quota = static_cast<std::size_t>(product / available);
    share->remainder = product % available;
    given += share->quota;
  }
  std::stable_sort(shares.begin(), shares.end(),
                   [](const Share* a, const Share* b) { return a->remainder > b->remainder; });
  for (std::size_t i = 0; given < wanted; ++i, ++given) ++shares[i]->quota;
}

}  // namespace

std::vector<std::size_t> choose_samples(std::size_t available, std::size_t wanted, std::uint64_t seed) {
  check_wanted(available, wanted);
  std::vector<std::size_t> rows = all_rows(available);
  if (wanted == 0 || wanted == available) return rows;
  core::RandomStream random(seed, 0, core::Purpose::sample_choice);
  random.shuffle(std::span(rows));
  rows.resize(wanted);
  std::sort(rows.begin(), rows.end());
  return rows;
}

std::vector<std::size_t> choose_stratified(std::span<const std::int64_t> labels, std::size_t wanted,
                                           std::uint64_t seed) {
  check_wanted(labels.size(), wanted);
  if (wanted == 0 || wanted == labels.size()) return all_rows(labels.size());
  std::map<std::int64_t, Share> by_label;
  for (std::size_t i = 0; i < labels.size(); ++i) by_label[labels[i]].rows.push_back(i);
  std::vector<Share*> shares;
  for (auto& [label, share] : by_label) shares.push_back(&share);
  set_quotas(shares, labels.size(), wanted);

  core::RandomStream random(seed, 0, core::Purpose::sample_choice);
  std::vector<std::size_t> chosen;
  for (auto& [label, share] : by_label) {
    random.shuffle(std::span(share.rows));
    chosen.insert(chosen.end(), share.rows.begin(),
                  share.rows.begin() + static_cast<std::ptrdiff_t>(share.quota));
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

std::vector<std::int64_t> read_labels(const std::filesystem::path& path) {
  FileBytes bytes(path);
  refuse_foreign_kind(bytes);
  const NpyHeader header = read_npy_header(bytes, bytes.name(), "header");
  const ArrayLayout& layout = header.layout;
  const bool vector = layout.shape.size() == 1 || (layout.shape.size() == 2 && layout.shape[1] == 1);
  if (!vector || !is_integer(layout.type)) {
    refuse(bytes.name(), "labels", fmt::format("{} of rank {}", header.descr, layout.shape.size()),
           "integers of shape (samples,)");
  }
  std::vector<std::byte> stored(layout.shape[0] * item_size(layout.type));
  bytes.read_at(layout.offset, stored);
  std::vector<std::int64_t> labels(layout.shape[0]);
  convert_integers(stored, layout.type, layout.swapped, labels);
  if (layout.type == ElementType::u64) {
    const auto negative =
        std::find_if(labels.begin(), labels.end(), [](std::int64_t label) { return label < 0; });
    if (negative != labels.end()) {
      refuse(bytes.name(), fmt::format("row {}", negative - labels.begin()), "a label beyond 2^63",
             "smaller labels");
    }
  }
  return labels;
}

}  // namespace netseam::input
