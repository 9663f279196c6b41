#include "metric_space_layout.hpp"

#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/error.hpp"

#include <algorithm>

namespace netseam::transport {
namespace {

class Sections {
 public:
  explicit Sections(std::byte* base) : base_(base) {}
  template <class T>
  std::span<T> take(std::size_t count) {
    std::byte* const place = base_ == nullptr ? nullptr : base_ + used_;
    used_ += core::padded<T>(count) * sizeof(T);
    return {reinterpret_cast<T*>(place), base_ == nullptr ? 0 : count};
  }
  template <class T>
  core::MatrixView<T> take_matrix(std::size_t rows, std::size_t columns) {
    const std::size_t stride = core::padded<T>(columns);
    return {take<T>(rows * stride).data(), rows, columns, stride};
  }
  [[nodiscard]] std::size_t used() const { return used_; }

 private:
  std::byte* base_;
  std::size_t used_ = 0;
};

}  // namespace

std::size_t stored_rank(std::size_t points, const MetricSpaceOptions& options) {
  return std::min(options.low_rank, points == 0 ? 0 : points - 1);
}

MetricSpaceBlock lay_out_block(std::size_t points, const MetricSpaceOptions& options, std::byte* base) {
  const std::size_t n = points, rank = stored_rank(points, options);
  Sections sections(base);
  MetricSpaceBlock block;
  const auto head = sections.take<std::byte>(core::padded<std::byte>(sizeof(MetricSpaceHead)));
  block.head = reinterpret_cast<MetricSpaceHead*>(head.data());
  block.sample = sections.take<std::int32_t>(n);
  block.row_mean = sections.take<double>(n);
  block.sorted_row_mean = sections.take<double>(n);
  block.spectrum = sections.take<double>(n);
  block.quantile = sections.take<double>(quantile_blocks);
  block.distance = sections.take_matrix<float>(n, n);
  if (options.sorted_rows) block.sorted = sections.take_matrix<float>(n, n);
  if (rank > 0) {
    block.basis = sections.take_matrix<float>(n, rank);
    block.basis_value = sections.take<float>(rank);
  }
  block.bytes = sections.used();
  return block;
}

std::size_t metric_space_bytes(std::size_t points, const MetricSpaceOptions& options) {
  return lay_out_block(points, options, nullptr).bytes;
}

MetricSpace view_metric_space(std::size_t points, const MetricSpaceOptions& options,
                              std::span<const std::byte> block) {
  // the sections of a view are read only; one function places them for both uses
  const MetricSpaceBlock sections = lay_out_block(points, options, const_cast<std::byte*>(block.data()));
  if (block.size() < sections.bytes || block.data() == nullptr)
    throw core::InternalError("view_metric_space: the block is shorter than its metric space");
  const MetricSpaceHead& head = *sections.head;
  if (head.points != points || head.low_rank != stored_rank(points, options) ||
      (head.sorted_rows != 0) != options.sorted_rows)
    throw core::InternalError("view_metric_space: the block was built with other points or options");
  MetricSpace space;
  space.distance = sections.distance;
  space.sample = sections.sample;
  space.samples = head.samples;
  space.row_mean = sections.row_mean;
  space.sorted_row_mean = sections.sorted_row_mean;
  space.mean = head.mean;
  space.mean_square = head.mean_square;
  space.scale = head.scale;
  space.negative_type = head.negative_type != 0;
  space.spectrum = sections.spectrum;
  space.spectrum_error = head.spectrum_error;
  space.quantile = sections.quantile;
  space.sorted = sections.sorted;
  space.basis = sections.basis;
  space.basis_value = sections.basis_value;
  space.residual_value = head.residual_value;
  return space;
}

}  // namespace netseam::transport
