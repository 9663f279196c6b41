#pragma once
#include "netseam/core/aligned_buffer.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace netseam::assignment {

/// Entries of the short list of a row: one widest vector.
inline constexpr std::size_t shortlist_size = 16;

/// What the phases of AssignmentSolver work on. Arrays over columns are as long as a padded row; the padding
/// has a dual of minus infinity, so that its reduced cost is plus infinity.
struct AssignmentWorkspace {
  explicit AssignmentWorkspace(std::size_t most_points)
      : dual(core::padded<float>(most_points)),
        list_cost(most_points * shortlist_size),
        list_column(most_points * shortlist_size),
        list_bound(most_points),
        list_age(most_points),
        column_of_row(most_points),
        row_of_column(core::padded<float>(most_points)),
        distance(core::padded<float>(most_points)),
        predecessor(core::padded<float>(most_points)),
        scanned_column(most_points),
        scanned_distance(most_points),
        label_column(most_points + shortlist_size),
        label_distance(most_points + shortlist_size),
        label_place(core::padded<float>(most_points)),
        open_bound(most_points + shortlist_size),
        open_shift(most_points + shortlist_size),
        open_row(most_points + shortlist_size),
        hit(core::padded<float>(most_points) + 2 * shortlist_size) {
    free_row.reserve(most_points);
    waiting_row.reserve(most_points);
  }

  const float* cost = nullptr;
  std::size_t points = 0, stride = 0;

  core::AlignedBuffer<float> dual;
  core::AlignedBuffer<float> list_cost;  // short lists: cost and column, unused entries have infinite cost
  core::AlignedBuffer<std::int32_t> list_column;
  core::AlignedBuffer<float> list_bound;       // no column outside the list has a lower reduced cost
  core::AlignedBuffer<std::int32_t> list_age;  // the free row in whose search the list was made, -1 = before
  core::AlignedBuffer<std::int32_t> column_of_row, row_of_column;  // -1 = none
  std::vector<std::int32_t> free_row, waiting_row;

  // one shortest path search
  core::AlignedBuffer<float> distance;  // of labelled columns; plus infinity = none, minus infinity = final
  core::AlignedBuffer<std::int32_t> predecessor;     // row before a labelled column
  core::AlignedBuffer<std::int32_t> scanned_column;  // final columns and their distances
  core::AlignedBuffer<float> scanned_distance;
  core::AlignedBuffer<std::int32_t> label_column;  // labelled columns that are not final, in no order
  core::AlignedBuffer<float> label_distance;
  core::AlignedBuffer<std::int32_t> label_place;  // where a column stands in the two arrays above
  core::AlignedBuffer<float> open_bound;  // rows of which only the short list was followed: lowest distance
  core::AlignedBuffer<float> open_shift;  // that a column outside it can get, and dual shift of the row
  core::AlignedBuffer<std::int32_t> open_row;
  core::AlignedBuffer<std::int32_t> hit;  // columns that a scan found

  [[nodiscard]] const float* row(std::int32_t i) const { return cost + static_cast<std::size_t>(i) * stride; }
};

/// Reads every row once: makes its short list, keeps the match `warm` gives where it is tight, else the row
/// is free. Without `warm` a row takes its lowest column if that is free.
void match_tight_rows(AssignmentWorkspace& workspace, const std::int32_t* warm);
/// One pass of augmenting row reduction over the free rows.
void reduce_free_rows(AssignmentWorkspace& workspace);
/// Matches every free row by a shortest augmenting path.
void augment_free_rows(AssignmentWorkspace& workspace);

}  // namespace netseam::assignment
