#include "array_layout.hpp"

#include "element_type.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>

namespace netseam::input {
namespace {

std::size_t width_of(std::span<const std::size_t> shape) {
  if (shape.empty()) return 1;
  return std::accumulate(shape.begin() + 1, shape.end(), std::size_t{1}, std::multiplies<>());
}

void read_c_order(ByteSource& source, const ArrayLayout& layout, std::span<const std::size_t> rows,
                  std::span<float> out) {
  const std::size_t width = width_of(layout.shape), item = item_size(layout.type);
  const std::size_t block = block_bytes / item;
  std::vector<std::byte> buffer(std::min(block, rows.size() * width) * item);
  for (std::size_t i = 0, next = 0; i < rows.size(); i = next) {
    for (next = i + 1; next < rows.size() && rows[next] == rows[next - 1] + 1;) ++next;
    const std::size_t total = (next - i) * width;
    for (std::size_t done = 0; done < total; done += block) {
      const std::size_t count = std::min(block, total - done);
      const std::span bytes(buffer.data(), count * item);
      source.read_at(layout.offset + (rows[i] * width + done) * item, bytes);
      convert(bytes, layout.type, layout.swapped, out.subspan(i * width + done, count));
    }
  }
}

// position in C order of the column that is `column`-th in Fortran order
std::size_t c_order_column(std::span<const std::size_t> shape, std::size_t column) {
  std::size_t position = 0, stride = width_of(shape);
  for (std::size_t axis = 1; axis < shape.size(); ++axis) {
    stride /= shape[axis];
    position += column % shape[axis] * stride;
    column /= shape[axis];
  }
  return position;
}

// columns lie one after another, so several short ones, or a piece of a long one, make a block
void read_fortran_order(ByteSource& source, const ArrayLayout& layout, std::span<const std::size_t> rows,
                        std::span<float> out) {
  const std::size_t width = width_of(layout.shape), item = item_size(layout.type), height = layout.shape[0];
  const std::size_t block = block_bytes / item;
  const std::size_t span_of_rows = rows.back() - rows.front() + 1;
  const std::size_t piece = std::min(span_of_rows, block);
  const std::size_t columns_at_once = std::clamp<std::size_t>(block / height, 1, width);
  std::vector<std::byte> buffer(std::max(piece, std::min(block, height * columns_at_once)) * item);
  std::vector<float> values(buffer.size() / item);
  for (std::size_t column = 0; column < width; column += columns_at_once) {
    const std::size_t columns = std::min(columns_at_once, width - column);
    for (std::size_t i = 0, next = 0; i < rows.size(); i = next) {
      for (next = i; next < rows.size() && rows[next] - rows[i] < piece;) ++next;
      const std::size_t count = (columns - 1) * height + rows[next - 1] - rows[i] + 1;
      const std::span bytes(buffer.data(), count * item);
      source.read_at(layout.offset + (column * height + rows[i]) * item, bytes);
      convert(bytes, layout.type, layout.swapped, std::span(values.data(), count));
      for (std::size_t k = 0; k < columns; ++k) {
        const std::size_t target = c_order_column(layout.shape, column + k);
        for (std::size_t r = i; r < next; ++r)
          out[r * width + target] = values[k * height + rows[r] - rows[i]];
      }
    }
  }
}

}  // namespace

std::optional<std::uint64_t> array_bytes(std::span<const std::size_t> shape, std::size_t item_size) {
  constexpr std::uint64_t limit = std::numeric_limits<std::int64_t>::max() / sizeof(double);
  std::uint64_t elements = 1;
  bool empty = false;
  for (const std::size_t length : shape) {
    if (length == 0) {
      empty = true;
    } else if (elements > limit / length) {
      return std::nullopt;
    } else {
      elements *= length;
    }
  }
  return empty ? 0 : elements * item_size;
}

void check_request(std::span<const std::size_t> shape, std::span<const std::size_t> rows,
                   std::size_t out_size) {
  const std::size_t height = shape.empty() ? 1 : shape[0];
  const bool ascending = std::adjacent_find(rows.begin(), rows.end(), std::greater_equal<>()) == rows.end();
  if (!ascending || (!rows.empty() && rows.back() >= height) || out_size != rows.size() * width_of(shape)) {
    throw core::InternalError(
        "rows of a tensor were asked for that are not ascending, not there or do not fit");
  }
}

void read_layout_rows(ByteSource& source, const ArrayLayout& layout, std::span<const std::size_t> rows,
                      std::span<float> out) {
  check_request(layout.shape, rows, out.size());
  if (out.empty()) return;
  if (layout.fortran && layout.shape.size() > 1) {
    read_fortran_order(source, layout, rows, out);
  } else {
    read_c_order(source, layout, rows, out);
  }
}

}  // namespace netseam::input
