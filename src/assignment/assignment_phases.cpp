#include "assignment_phases.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "assignment_phases.cpp"
#include <hwy/foreach_target.h>
// compiled once for each instruction set, so below the line above
#include "short_list_kernels.hpp"

HWY_BEFORE_NAMESPACE();
namespace netseam::assignment::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

HWY_INLINE void match(AssignmentWorkspace& w, std::int32_t row, std::int32_t column) {
  w.column_of_row[static_cast<std::size_t>(row)] = column;
  w.row_of_column[static_cast<std::size_t>(column)] = row;
}

HWY_INLINE bool is_free(const AssignmentWorkspace& w, std::int32_t column) {
  return w.row_of_column[static_cast<std::size_t>(column)] < 0;
}

void match_tight_rows(AssignmentWorkspace& w, const std::int32_t* warm) {
  for (std::size_t i = 0; i < w.points; ++i) {
    const auto row = static_cast<std::int32_t>(i);
    const RowLeast found = scan_row(w, row);
    const std::int32_t column = warm ? warm[i] : found.column;
    const float reduced = w.row(row)[column] - w.dual[static_cast<std::size_t>(column)];
    if (reduced <= found.least && is_free(w, column)) {
      match(w, row, column);
    } else {
      w.free_row.push_back(row);
    }
  }
}

/// A free column of reduced cost `least` in a row that has none lower, or -1.
HWY_NOINLINE std::int32_t free_tie(const AssignmentWorkspace& w, std::int32_t row, float least) {
  const std::size_t list = static_cast<std::size_t>(row) * shortlist_size;
  for (std::size_t k = list; k < list + shortlist_size; ++k) {
    const std::int32_t column = w.list_column[k];
    if (w.list_cost[k] - w.dual[static_cast<std::size_t>(column)] <= least && is_free(w, column))
      return column;
  }
  if (w.list_bound[static_cast<std::size_t>(row)] > least) return -1;
  const float* cost = w.row(row);
  for (std::size_t j = 0; j < w.points; ++j)
    if (w.row_of_column[j] < 0 && cost[j] - w.dual[j] <= least) return static_cast<std::int32_t>(j);
  return -1;
}

void reduce_free_rows(AssignmentWorkspace& w) {
  std::size_t budget = 2 * w.points;  // ties could pass rows round for ever
  std::vector<std::int32_t>& stack = w.free_row;
  std::reverse(stack.begin(), stack.end());
  w.waiting_row.clear();
  for (; !stack.empty(); --budget) {
    if (budget == 0) {
      w.waiting_row.insert(w.waiting_row.end(), stack.rbegin(), stack.rend());
      break;
    }
    const std::int32_t row = stack.back();
    stack.pop_back();
    RowLeast found = least_of_list(w, row);
    if (!(found.second <= w.list_bound[static_cast<std::size_t>(row)])) found = scan_row(w, row);
    float& dual = w.dual[static_cast<std::size_t>(found.column)];
    const float lowered = dual - (found.second - found.least);
    const bool lower = lowered < dual && found.second < infinity;
    if (lower) {
      dual = lowered;
    } else if (!is_free(w, found.column)) {
      if (const std::int32_t other = free_tie(w, row, found.least); other >= 0) found.column = other;
    }
    const std::int32_t displaced = w.row_of_column[static_cast<std::size_t>(found.column)];
    match(w, row, found.column);
    if (displaced < 0) continue;
    w.column_of_row[static_cast<std::size_t>(displaced)] = -1;
    (lower ? stack : w.waiting_row).push_back(displaced);
  }
  std::swap(w.free_row, w.waiting_row);
}

/// Lowest of the first `count` values, of which the array has `shortlist_size` more; infinity if there is
/// none.
HWY_INLINE float lowest_of(float* values, std::size_t count) {
  const std::size_t lanes = hn::Lanes(floats);
  hn::StoreU(hn::Set(floats, infinity), floats, values + count);
  Floats even = hn::Set(floats, infinity), odd = even;
  std::size_t k = 0;
  for (; k + lanes < count; k += 2 * lanes) {
    even = hn::Min(even, hn::Load(floats, values + k));
    odd = hn::Min(odd, hn::Load(floats, values + k + lanes));
  }
  if (k < count) even = hn::Min(even, hn::Load(floats, values + k));
  return hn::GetLane(hn::MinOfLanes(floats, hn::Min(even, odd)));
}

/// Where the first of `values` is that equals `value`, which is one of them.
HWY_INLINE std::size_t place_of(const float* values, float value) {
  for (std::size_t k = 0;; k += hn::Lanes(floats)) {
    const auto equal = hn::Eq(hn::Load(floats, values + k), hn::Set(floats, value));
    if (!hn::AllFalse(floats, equal)) return k + hn::FindKnownFirstTrue(floats, equal);
  }
}

/// The search for one shortest augmenting path. Rows are followed along their short lists as long as no
/// column outside could be nearer than the next one; only then is a row read.
class PathSearch {
 public:
  HWY_INLINE PathSearch(AssignmentWorkspace& workspace, std::int32_t source) : w(workspace), source_(source) {
    std::fill_n(w.distance.data(), w.stride, infinity);
  }

  HWY_INLINE void run() {
    follow_list(source_, 0);
    for (;;) {
      if (open_least_ < label_least_ && open_least_ < end_distance_) {
        follow_row();
      } else if (end_distance_ <= label_least_) {
        break;
      } else {
        accept();
      }
    }
    reached_ = std::max(reached_, end_distance_);
    for (std::size_t k = 0; k < scanned_; ++k) {
      const auto column = static_cast<std::size_t>(w.scanned_column[k]);
      w.dual[column] += w.scanned_distance[k] - reached_;
    }
    exchange_along_path();
  }

 private:
  HWY_INLINE void follow_list(std::int32_t row, float shift) {
    const auto at = static_cast<std::size_t>(row) * shortlist_size;
    const Floats limit = hn::Set(floats, end_distance_), shifts = hn::Set(floats, shift);
    std::size_t hits = 0;
    HWY_ALIGN std::array<float, 2 * shortlist_size> value;
    for (std::size_t k = 0; k < shortlist_size; k += hn::Lanes(floats)) {
      const Integers column = hn::Load(integers, w.list_column.data() + at + k);
      const Floats reduced = hn::Sub(hn::Load(floats, w.list_cost.data() + at + k),
                                     hn::GatherIndex(floats, w.dual.data(), column));
      const Floats distance = hn::Sub(reduced, shifts);
      const auto nearer =
          hn::Lt(distance, hn::Min(limit, hn::GatherIndex(floats, w.distance.data(), column)));
      hn::StoreU(hn::Compress(column, hn::RebindMask(integers, nearer)), integers, w.hit.data() + hits);
      hn::StoreU(hn::Compress(distance, nearer), floats, value.data() + hits);
      hits += hn::CountTrue(floats, nearer);
    }
    for (std::size_t k = 0; k < hits; ++k) set_label(w.hit[k], value[k], row);
    const float bound = w.list_bound[static_cast<std::size_t>(row)] - shift;
    if (!(bound < end_distance_)) return;
    open_least_ = std::min(open_least_, bound);
    w.open_row[open_] = row;
    w.open_shift[open_] = shift;
    w.open_bound[open_++] = bound;
  }

  /// Follows a row beyond its short list: by a new list if the list is older than this search, else column by
  /// column.
  HWY_INLINE void follow_row() {
    const std::size_t place = place_of(w.open_bound.data(), open_least_);
    const std::int32_t row = w.open_row[place];
    const float shift = w.open_shift[place];
    --open_;
    w.open_row[place] = w.open_row[open_];
    w.open_shift[place] = w.open_shift[open_];
    w.open_bound[place] = w.open_bound[open_];
    open_least_ = lowest_of(w.open_bound.data(), open_);
    if (w.list_age[static_cast<std::size_t>(row)] != source_) {
      (void)scan_row(w, row);
      w.list_age[static_cast<std::size_t>(row)] = source_;
      return follow_list(row, shift);
    }
    const float* cost = w.row(row);
    const Floats shifts = hn::Set(floats, shift);
    for (std::size_t j = 0; j < w.stride; j += hn::Lanes(floats)) {
      const Floats reduced = hn::Sub(hn::Load(floats, cost + j), hn::Load(floats, w.dual.data() + j));
      const auto nearer = hn::Lt(hn::Sub(reduced, shifts), hn::Min(hn::Set(floats, end_distance_),
                                                                   hn::Load(floats, w.distance.data() + j)));
      if (HWY_LIKELY(hn::AllFalse(floats, nearer))) continue;
      hn::StoreU(hn::Compress(hn::Add(hn::Iota(integers, 0), hn::Set(integers, static_cast<std::int32_t>(j))),
                              hn::RebindMask(integers, nearer)),
                 integers, w.hit.data());
      const std::size_t hits = hn::CountTrue(floats, nearer);
      for (std::size_t k = 0; k < hits; ++k) {
        const auto column = static_cast<std::size_t>(w.hit[k]);
        set_label(w.hit[k], cost[column] - w.dual[column] - shift, row);
      }
    }
  }

  HWY_INLINE void set_label(std::int32_t column, float distance, std::int32_t row) {
    const auto j = static_cast<std::size_t>(column);
    if (!(distance < end_distance_)) return;
    w.predecessor[j] = row;
    if (w.row_of_column[j] < 0) {
      end_distance_ = distance;
      end_column_ = column;
      drop_far_labels();
      return;
    }
    if (w.distance[j] == infinity) {
      w.label_place[j] = static_cast<std::int32_t>(labels_);
      w.label_column[labels_++] = column;
    }
    w.distance[j] = distance;
    w.label_distance[static_cast<std::size_t>(w.label_place[j])] = distance;
    label_least_ = std::min(label_least_, distance);
  }

  /// Forgets labels that are no nearer than the end of the path.
  HWY_INLINE void drop_far_labels() {
    for (std::size_t place = labels_; place-- > 0;) {
      if (w.label_distance[place] < end_distance_) continue;
      w.distance[static_cast<std::size_t>(w.label_column[place])] = infinity;
      remove_label(place);
    }
    label_least_ = lowest_of(w.label_distance.data(), labels_);
  }

  HWY_INLINE void remove_label(std::size_t place) {
    --labels_;
    const std::int32_t moved = w.label_column[labels_];
    w.label_column[place] = moved;
    w.label_distance[place] = w.label_distance[labels_];
    w.label_place[static_cast<std::size_t>(moved)] = static_cast<std::int32_t>(place);
  }

  HWY_INLINE void accept() {
    const std::size_t place = place_of(w.label_distance.data(), label_least_);
    const std::int32_t column = w.label_column[place];
    const auto j = static_cast<std::size_t>(column);
    remove_label(place);
    reached_ = std::max(reached_, label_least_);  // rounding may bring a label below what was reached
    label_least_ = lowest_of(w.label_distance.data(), labels_);
    w.distance[j] = -infinity;
    w.scanned_column[scanned_] = column;
    w.scanned_distance[scanned_++] = reached_;
    const std::int32_t row = w.row_of_column[j];
    follow_list(row, w.row(row)[j] - w.dual[j] - reached_);
  }

  HWY_INLINE void exchange_along_path() {
    for (std::int32_t column = end_column_;;) {
      const std::int32_t row = w.predecessor[static_cast<std::size_t>(column)];
      const std::int32_t next = w.column_of_row[static_cast<std::size_t>(row)];
      match(w, row, column);
      if (row == source_) return;
      column = next;
    }
  }

  AssignmentWorkspace& w;
  std::int32_t source_, end_column_ = -1;
  std::size_t labels_ = 0, open_ = 0, scanned_ = 0;
  float reached_ = -infinity, end_distance_ = infinity, label_least_ = infinity, open_least_ = infinity;
};

void augment_free_rows(AssignmentWorkspace& w) {
  std::fill_n(w.list_age.data(), w.points, -1);
  for (const std::int32_t row : w.free_row) PathSearch(w, row).run();
}

}  // namespace netseam::assignment::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace netseam::assignment {
HWY_EXPORT(match_tight_rows);
HWY_EXPORT(reduce_free_rows);
HWY_EXPORT(augment_free_rows);

void match_tight_rows(AssignmentWorkspace& workspace, const std::int32_t* warm) {
  HWY_DYNAMIC_DISPATCH(match_tight_rows)(workspace, warm);
}
void reduce_free_rows(AssignmentWorkspace& workspace) { HWY_DYNAMIC_DISPATCH(reduce_free_rows)(workspace); }
void augment_free_rows(AssignmentWorkspace& workspace) { HWY_DYNAMIC_DISPATCH(augment_free_rows)(workspace); }
}  // namespace netseam::assignment
#endif
