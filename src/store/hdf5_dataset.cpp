#include "hdf5_dataset.hpp"

#include "netseam/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <system_error>

namespace netseam::store {
namespace {

// deflate packs at most 1032 to 1; shuffle does not change that
constexpr std::uint64_t largest_packing_ratio = 1100;
// datasets of nothing but fill values take no room in the file; up to this size they are believed
constexpr std::uint64_t unstored_allowance = std::uint64_t{64} << 20;
// a row of chunks up to this size is kept unpacked while its rows are read
constexpr std::uint64_t chunk_cache_limit = std::uint64_t{64} << 20;

std::uint64_t saturating_product(std::uint64_t a, std::uint64_t b) {
  std::uint64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? std::numeric_limits<std::uint64_t>::max() : product;
}

herr_t refuse_external_link(const char*, const char*, const char*, const char*, unsigned*, hid_t, void*) {
  return -1;
}

std::uint64_t file_bytes(Hdf5Id file) {
  hsize_t size = 0;
  checked(H5Fget_filesize(file, &size), "cannot tell the size of the file");
  return size;
}

std::vector<hsize_t> chunk_shape(Hdf5Id creation) {
  if (H5Pget_layout(creation) != H5D_CHUNKED) return {};
  std::array<hsize_t, H5S_MAX_RANK> dims{};
  const auto rank = checked(H5Pget_chunk(creation, H5S_MAX_RANK, dims.data()), "cannot read the chunk shape");
  return {dims.begin(), dims.begin() + rank};
}

void require_inside_file(Hdf5Id creation, const std::filesystem::path& path, const DatasetInfo& info,
                         Hdf5Id file) {
  if (H5Pget_layout(creation) == H5D_VIRTUAL)
    refuse(path, info.name, "a virtual dataset, whose values lie in other files", "values in this file");
  if (H5Pget_external_count(creation) > 0)
    refuse(path, info.name, "values stored in other files", "values in this file");
  if (H5Pget_layout(creation) == H5D_CONTIGUOUS && info.value_bytes > file_bytes(file) &&
      info.stored_bytes > 0)
    refuse(path, info.name,
           fmt::format("{} bytes of values in a file of {} bytes", info.value_bytes, file_bytes(file)),
           "a complete file");
  // HDF5 1.10 reads beyond its buffer here
  if (H5Pget_layout(creation) == H5D_COMPACT && info.value_bytes > info.stored_bytes)
    refuse(path, info.name, fmt::format("{} bytes of values, {} stored", info.value_bytes, info.stored_bytes),
           "all values");
}

void require_filters(Hdf5Id creation, const std::filesystem::path& path, const std::string& name) {
  const int filters = H5Pget_nfilters(creation);
  for (int i = 0; i < filters; ++i) {
    unsigned flags = 0, config = 0;
    std::size_t parameters = 0;
    std::array<char, 128> text{};
    const auto id = checked(H5Pget_filter2(creation, static_cast<unsigned>(i), &flags, &parameters, nullptr,
                                           text.size() - 1, text.data(), &config),
                            "cannot read the filters");
    if (H5Zfilter_avail(static_cast<H5Z_filter_t>(id)) <= 0)
      refuse(path, name,
             fmt::format("data packed by the HDF5 filter {} '{}', which is not installed", id, text.data()),
             "gzip, shuffle, szip or no filter");
  }
}

void require_plausible_size(Hdf5Id creation, const std::filesystem::path& path, const DatasetInfo& info,
                            std::uint64_t element_bytes) {
  const std::uint64_t most =
      saturating_product(info.stored_bytes, largest_packing_ratio) / 2 + unstored_allowance;
  if (info.value_bytes / 2 > most)
    refuse(path, info.name,
           fmt::format("{} bytes of values from {} stored bytes", info.value_bytes, info.stored_bytes),
           "a size that the stored data can have");
  std::uint64_t chunk_bytes = element_bytes;
  for (const hsize_t length : chunk_shape(creation)) chunk_bytes = saturating_product(chunk_bytes, length);
  if (chunk_bytes / 2 > most)
    refuse(path, info.name,
           fmt::format("chunks of {} bytes from {} stored bytes", chunk_bytes, info.stored_bytes),
           "chunks that the stored data can have");
}

// an enumeration of one byte with the members FALSE = 0 and TRUE = 1, which is how h5py stores truth values
bool is_boolean(Hdf5Id type) {
  if (H5Tget_class(type) != H5T_ENUM || H5Tget_size(type) != 1 || H5Tget_nmembers(type) != 2) return false;
  for (const auto& [name, expected] : {std::pair{"FALSE", '\0'}, {"TRUE", '\1'}}) {
    char value = -1;
    if (H5Tenum_valueof(type, name, &value) < 0 || value != expected) return false;
  }
  return true;
}

// keeps one row of chunks in memory, so that reading row by row unpacks each chunk once
Hdf5Handle access_with_cache(Hdf5Id creation, const OpenDataset& open) {
  Hdf5Handle access = closed_link_access();
  const auto chunk = chunk_shape(creation);
  if (chunk.empty() || chunk.size() != open.info.shape.size()) return access;
  std::uint64_t chunks = 1, bytes = H5Tget_size(open.type.get());
  for (std::size_t axis = 0; axis < chunk.size(); ++axis) {
    const std::uint64_t across = axis == 0 ? 1 : open.info.shape[axis] / chunk[axis] + 1;
    chunks = saturating_product(chunks, across);
    bytes = saturating_product(bytes, saturating_product(across, chunk[axis]));
  }
  if (bytes <= chunk_cache_limit)
    checked(H5Pset_chunk_cache(access.get(), std::max<std::size_t>(521, 10 * chunks + 1),
                               std::max<std::size_t>(bytes, std::size_t{1} << 20), 1.0),
            "cannot set the chunk cache");
  return access;
}

}  // namespace

void refuse(const std::filesystem::path& path, const std::string& object, const std::string& found,
            const std::string& expected) {
  throw core::InputError({path.string(), object.empty() ? "/" : object, found, expected});
}

void refuse_for(const std::filesystem::path& path, const std::string& object, const Hdf5Error& error) {
  const int system = error.system_error();
  if (system == 0)
    throw core::InputError({path.string(), object.empty() ? "/" : object, error.what(), "sound HDF5"},
                           core::Cause::damaged_file);
  refuse(path, object, fmt::format("{}: {}", std::generic_category().message(system), error.what()),
         "a file that can be read");
}

Hdf5Handle closed_link_access() {
  Hdf5Handle access(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose, "cannot make access properties");
  checked(H5Pset_elink_cb(access.get(), refuse_external_link, nullptr),
          "cannot close the file to external links");
  return access;
}

OpenDataset open_dataset(Hdf5Id file, const std::string& name) {
  OpenDataset open;
  const Hdf5Handle access = closed_link_access();
  open.dataset = {H5Dopen2(file, name.c_str(), access.get()), H5Dclose, "cannot open the dataset"};
  open.space = {H5Dget_space(open.dataset.get()), H5Sclose, "cannot read the shape"};
  open.type = {H5Dget_type(open.dataset.get()), H5Tclose, "cannot read the type"};
  open.info.name = name.substr(std::min(name.find_first_not_of('/'), name.size()));
  std::array<hsize_t, H5S_MAX_RANK> dims{};
  const auto rank =
      checked(H5Sget_simple_extent_dims(open.space.get(), dims.data(), nullptr), "cannot read the shape");
  open.info.shape.assign(dims.begin(), dims.begin() + rank);
  const H5T_class_t kind = H5Tget_class(open.type.get());
  open.info.floating = kind == H5T_FLOAT;
  open.info.numeric = kind == H5T_FLOAT || kind == H5T_INTEGER;
  open.info.boolean = is_boolean(open.type.get());
  open.info.stored_bytes = std::min<std::uint64_t>(H5Dget_storage_size(open.dataset.get()), file_bytes(file));
  const bool empty = H5Sget_simple_extent_type(open.space.get()) == H5S_NULL;
  open.info.value_bytes = empty ? 0 : H5Tget_size(open.type.get());
  for (const std::size_t length : open.info.shape)
    open.info.value_bytes = saturating_product(open.info.value_bytes, length);
  return open;
}

OpenDataset open_readable(Hdf5Id file, const std::filesystem::path& path, const std::string& name) {
  return reading(path, name, [&] {
    OpenDataset open = open_dataset(file, name);
    const Hdf5Handle creation(H5Dget_create_plist(open.dataset.get()), H5Pclose, "cannot read the layout");
    require_inside_file(creation.get(), path, open.info, file);
    require_filters(creation.get(), path, name);
    require_plausible_size(creation.get(), path, open.info, H5Tget_size(open.type.get()));
    const Hdf5Handle access = access_with_cache(creation.get(), open);
    open.dataset.close("cannot reopen the dataset");
    open.dataset = {H5Dopen2(file, name.c_str(), access.get()), H5Dclose, "cannot open the dataset"};
    return open;
  });
}

}  // namespace netseam::store
