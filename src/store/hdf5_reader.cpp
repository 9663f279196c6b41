#include "netseam/store/hdf5_reader.hpp"

#include "hdf5_dataset.hpp"

#include "netseam/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>

namespace netseam::store {
namespace {

// one read asks for at most this many separate runs of rows: joining selections costs more than linear time
// in HDF5
constexpr std::size_t runs_per_read = 256;
constexpr std::size_t bytes_per_read = std::size_t{64} << 20;

std::size_t row_width(const DatasetInfo& info) {
  return std::accumulate(info.shape.begin() + 1, info.shape.end(), std::size_t{1}, std::multiplies<>());
}

// rows of truth values are read byte by byte: HDF5 would have to find each among the members of the type
void read_booleans(const OpenDataset& open, Hdf5Id memory, std::span<float> out, const std::string& what) {
  std::vector<unsigned char> bytes(out.size());
  checked(H5Dread(open.dataset.get(), open.type.get(), memory, open.space.get(), H5P_DEFAULT, bytes.data()),
          what);
  std::transform(bytes.begin(), bytes.end(), out.begin(),
                 [](unsigned char byte) { return byte != 0 ? 1.F : 0.F; });
}

void require_numeric(const std::filesystem::path& path, const DatasetInfo& info) {
  if (!info.numeric)
    refuse(path, info.name, "values that are not numbers", "integers or floating-point numbers");
}

// selects rows[first..last) of `space`, with the runs of successive rows joined; returns the end of what fits
// one read
std::size_t select_rows(const OpenDataset& open, std::span<const std::size_t> rows, std::size_t first,
                        std::size_t rows_per_read) {
  std::vector<hsize_t> start(open.info.shape.size(), 0),
      count(open.info.shape.begin(), open.info.shape.end());
  checked(H5Sselect_none(open.space.get()), "cannot select rows");
  std::size_t next = first;
  for (std::size_t run = 0; run < runs_per_read && next < rows.size() && next - first < rows_per_read;
       ++run) {
    const std::size_t begin = next++;
    while (next < rows.size() && rows[next] == rows[next - 1] + 1 && next - first < rows_per_read) ++next;
    start[0] = rows[begin];
    count[0] = next - begin;
    checked(
        H5Sselect_hyperslab(open.space.get(), H5S_SELECT_OR, start.data(), nullptr, count.data(), nullptr),
        "cannot select rows");
  }
  return next;
}

// the values that are selected in open.space: all, unless somebody selected less
template <class T>
std::vector<T> read_selected(const OpenDataset& open, Hdf5Id memory_type) {
  const auto selected = checked(H5Sget_select_npoints(open.space.get()), "cannot read the shape");
  std::vector<T> values(static_cast<std::size_t>(selected));
  if (values.empty()) return values;
  const hsize_t count = values.size();
  const Hdf5Handle memory(H5Screate_simple(1, &count, nullptr), H5Sclose, "cannot describe memory");
  checked(
      H5Dread(open.dataset.get(), memory_type, memory.get(), open.space.get(), H5P_DEFAULT, values.data()),
      "cannot read the values");
  return values;
}

std::vector<std::int64_t> read_selected_integers(const std::filesystem::path& path, const OpenDataset& open) {
  if (!open.info.numeric || open.info.floating)
    refuse(path, open.info.name, "values that are not integers", "integers");
  // HDF5 would cut large unsigned values silently
  if (H5Tget_sign(open.type.get()) == H5T_SGN_NONE && H5Tget_size(open.type.get()) >= sizeof(std::uint64_t))
    for (const std::uint64_t value : read_selected<std::uint64_t>(open, H5T_NATIVE_UINT64))
      if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        refuse(path, open.info.name, fmt::format("the value {}", value), "integers below 2^63");
  return read_selected<std::int64_t>(open, H5T_NATIVE_INT64);
}

}  // namespace

Hdf5Reader::Hdf5Reader(const std::filesystem::path& path) : path_(path), file_(open_for_reading(path)) {}

Hdf5Reader::~Hdf5Reader() {
  const Hdf5FaultGuard guard(path_, Hdf5FaultGuard::Limit::names_and_texts);
  file_ = Hdf5Handle();
}

DatasetInfo Hdf5Reader::info(const std::string& name) const {
  return reading(path_, name, [&] { return open_dataset(file_.get(), name).info; });
}

void Hdf5Reader::read_rows(const std::string& name, std::span<const std::size_t> rows,
                           std::span<float> out) const {
  const OpenDataset open = open_readable(file_.get(), path_, name);
  if (!open.info.boolean) require_numeric(path_, open.info);
  if (open.info.shape.empty()) refuse(path_, name, "a single value", "rows of samples");
  const std::size_t width = row_width(open.info);
  if (out.size() != rows.size() * width)
    throw core::InternalError(fmt::format("{}: {}: room for {} values, but {} rows of {} were asked for",
                                          path_.string(), name, out.size(), rows.size(), width));
  if (std::adjacent_find(rows.begin(), rows.end(), std::greater_equal<>()) != rows.end())
    throw core::InternalError(fmt::format("{}: {}: rows are not in ascending order", path_.string(), name));
  if (!rows.empty() && rows.back() >= open.info.shape[0])
    refuse(path_, name, fmt::format("{} rows", open.info.shape[0]),
           fmt::format("at least {}", rows.back() + 1));
  if (width == 0) return;
  const std::size_t rows_per_read = std::max<std::size_t>(1, bytes_per_read / sizeof(float) / width);
  reading(path_, name, [&] {
    for (std::size_t first = 0; first < rows.size();) {
      const std::size_t next = select_rows(open, rows, first, rows_per_read);
      const hsize_t count = (next - first) * width;
      const Hdf5Handle memory(H5Screate_simple(1, &count, nullptr), H5Sclose, "cannot describe memory");
      const std::string what = fmt::format("cannot read rows {} to {}", rows[first], rows[next - 1]);
      if (open.info.boolean)
        read_booleans(open, memory.get(), out.subspan(first * width, count), what);
      else
        checked(H5Dread(open.dataset.get(), H5T_NATIVE_FLOAT, memory.get(), open.space.get(), H5P_DEFAULT,
                        out.data() + first * width),
                what);
      first = next;
    }
  });
}

std::vector<double> Hdf5Reader::read_doubles(const std::string& name) const {
  const OpenDataset open = open_readable(file_.get(), path_, name);
  require_numeric(path_, open.info);
  return reading(path_, name, [&] { return read_selected<double>(open, H5T_NATIVE_DOUBLE); });
}

std::vector<std::int64_t> Hdf5Reader::read_integers(const std::string& name) const {
  const OpenDataset open = open_readable(file_.get(), path_, name);
  return reading(path_, name, [&] { return read_selected_integers(path_, open); });
}

std::vector<std::int64_t> Hdf5Reader::read_integer_rows(const std::string& name, std::size_t first_row,
                                                        std::size_t rows) const {
  const OpenDataset open = open_readable(file_.get(), path_, name);
  const std::size_t present = open.info.shape.empty() ? 0 : open.info.shape[0];
  if (first_row > present || rows > present - first_row)
    refuse(path_, name, fmt::format("{} rows", present), fmt::format("at least {}", first_row + rows));
  return reading(path_, name, [&] {
    std::vector<hsize_t> start(open.info.shape.size(), 0),
        count(open.info.shape.begin(), open.info.shape.end());
    start[0] = first_row;
    count[0] = rows;
    if (rows == 0) {
      checked(H5Sselect_none(open.space.get()), "cannot select no rows");
    } else {
      checked(
          H5Sselect_hyperslab(open.space.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr),
          "cannot select rows");
    }
    return read_selected_integers(path_, open);
  });
}

}  // namespace netseam::store
