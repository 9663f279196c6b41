#include "collective_dataset.hpp"

#include <hdf5.h>

#include <algorithm>
#include <vector>

namespace netseam::store {
namespace {

constexpr unsigned deflate_level = 4;

Hdf5Handle link_creation() {
  Hdf5Handle properties(H5Pcreate(H5P_LINK_CREATE), H5Pclose, "cannot make link properties");
  checked(H5Pset_create_intermediate_group(properties.get(), 1), "cannot set link properties");
  checked(H5Pset_char_encoding(properties.get(), H5T_CSET_UTF8), "cannot set link properties");
  return properties;
}

Hdf5Handle dataset_creation(Hdf5Id type, std::span<const std::size_t> shape, Packing packing) {
  Hdf5Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "cannot make dataset properties");
  // equal data make equal files: no times in the headers
  checked(H5Pset_obj_track_times(properties.get(), false), "cannot set dataset properties");
  const bool empty = std::find(shape.begin(), shape.end(), std::size_t{0}) != shape.end();
  if (packing == Packing::none || empty) return properties;
  std::size_t row_bytes = H5Tget_size(type);
  for (const std::size_t length : shape.subspan(1)) row_bytes *= length;
  std::vector<hsize_t> chunk(shape.begin(), shape.end());
  chunk[0] = std::min(packed_chunk_bytes(row_bytes) / row_bytes, shape[0]);
  checked(H5Pset_chunk(properties.get(), static_cast<int>(chunk.size()), chunk.data()),
          "cannot set the chunk shape");
  checked(H5Pset_shuffle(properties.get()), "cannot set the shuffle filter");
  checked(H5Pset_deflate(properties.get(), deflate_level), "cannot set the deflate filter");
  return properties;
}

Hdf5Handle variable_text_type() {
  Hdf5Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "cannot make a text type");
  checked(H5Tset_size(type.get(), H5T_VARIABLE), "cannot make a text type");
  checked(H5Tset_cset(type.get(), H5T_CSET_UTF8), "cannot make a text type");
  return type;
}

void write_attribute(Hdf5Id object, const std::string& name, Hdf5Id type, const void* value) {
  const Hdf5Handle space(H5Screate(H5S_SCALAR), H5Sclose, "cannot make a scalar");
  const Hdf5Handle attribute(H5Acreate2(object, name.c_str(), type, space.get(), H5P_DEFAULT, H5P_DEFAULT),
                             H5Aclose, "cannot make the attribute " + name);
  checked(H5Awrite(attribute.get(), type, value), "cannot write the attribute " + name);
}

}  // namespace

RowBlock part_of(const RowBlock& block, std::size_t first, std::size_t rows, std::size_t row_bytes) {
  if (first >= block.rows) return {};
  return {block.first_row + first, std::min(rows, block.rows - first), block.values + first * row_bytes};
}

Hdf5Id element_type_id(ElementType type) {
  switch (type) {
    case ElementType::float64:
      return H5T_IEEE_F64LE;
    case ElementType::float32:
      return H5T_IEEE_F32LE;
    case ElementType::int64:
      return H5T_STD_I64LE;
    case ElementType::int32:
      return H5T_STD_I32LE;
    case ElementType::uint32:
      return H5T_STD_U32LE;
    case ElementType::uint8:
      return H5T_STD_U8LE;
  }
  throw Hdf5Error("unknown element type");
}

Hdf5Handle fixed_text_type(std::size_t length) {
  Hdf5Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "cannot make a text type");
  checked(H5Tset_size(type.get(), length), "cannot make a text type");
  checked(H5Tset_strpad(type.get(), H5T_STR_NULLPAD), "cannot make a text type");
  checked(H5Tset_cset(type.get(), H5T_CSET_UTF8), "cannot make a text type");
  return type;
}

std::size_t packed_chunk_bytes(std::size_t row_bytes) {
  constexpr std::size_t wanted = std::size_t{1} << 20;
  return row_bytes == 0 ? 0 : std::max<std::size_t>(1, wanted / row_bytes) * row_bytes;
}

Hdf5Handle create_dataset(Hdf5Id file, const std::string& name, Hdf5Id type,
                          std::span<const std::size_t> shape, Packing packing) {
  const std::vector<hsize_t> dims(shape.begin(), shape.end());
  const Hdf5Handle space(H5Screate_simple(static_cast<int>(dims.size()), dims.data(), nullptr), H5Sclose,
                         "cannot describe the dataset " + name);
  const Hdf5Handle links = link_creation();
  const Hdf5Handle creation = dataset_creation(type, shape, packing);
  return {H5Dcreate2(file, name.c_str(), type, space.get(), links.get(), creation.get(), H5P_DEFAULT),
          H5Dclose, "cannot make the dataset " + name};
}

bool write_rows(Hdf5Id dataset, Hdf5Id type, std::span<const std::size_t> shape, const RowBlock& block) {
  std::vector<hsize_t> start(shape.size(), 0), count(shape.begin(), shape.end());
  start[0] = block.first_row;
  count[0] = std::max<std::size_t>(block.rows, 1);
  const Hdf5Handle there(H5Dget_space(dataset), H5Sclose, "cannot read the shape");
  const Hdf5Handle here(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr), H5Sclose,
                        "cannot describe memory");
  if (block.rows == 0) {
    checked(H5Sselect_none(there.get()), "cannot select no rows");
    checked(H5Sselect_none(here.get()), "cannot select no rows");
  } else {
    checked(H5Sselect_hyperslab(there.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr),
            "cannot select rows");
  }
  const Hdf5Handle transfer(H5Pcreate(H5P_DATASET_XFER), H5Pclose, "cannot make transfer properties");
  checked(H5Pset_dxpl_mpio(transfer.get(), H5FD_MPIO_COLLECTIVE), "cannot make the transfer collective");
  // HDF5 wants a buffer even from a rank that writes nothing
  const std::byte nothing{};
  const void* values = block.rows == 0 ? &nothing : block.values;
  checked(H5Dwrite(dataset, type, here.get(), there.get(), transfer.get(), values), "cannot write the data");
  std::uint32_t local_cause = 0, global_cause = 0;
  checked(H5Pget_mpio_no_collective_cause(transfer.get(), &local_cause, &global_cause),
          "cannot ask how data were moved");
  H5D_mpio_actual_io_mode_t mode = H5D_MPIO_NO_COLLECTIVE;
  checked(H5Pget_mpio_actual_io_mode(transfer.get(), &mode), "cannot ask how data were moved");
  return global_cause == 0 && mode != H5D_MPIO_NO_COLLECTIVE && mode != H5D_MPIO_CHUNK_INDEPENDENT;
}

Hdf5Handle open_or_make_group(Hdf5Id file, const std::string& name) {
  if (name.empty()) return {H5Oopen(file, "/", H5P_DEFAULT), H5Oclose, "cannot open the root group"};
  for (std::size_t end = 0; end != std::string::npos;) {
    end = name.find('/', end + 1);
    const std::string part = name.substr(0, end);
    if (checked(H5Lexists(file, part.c_str(), H5P_DEFAULT), "cannot look up " + part) > 0) continue;
    const Hdf5Handle made(H5Gcreate2(file, part.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose,
                          "cannot make the group " + part);
  }
  return {H5Oopen(file, name.c_str(), H5P_DEFAULT), H5Oclose, "cannot open " + name};
}

void write_attributes_of(Hdf5Id object, const Attributes& attributes) {
  const Hdf5Handle text = variable_text_type();
  for (const auto& [name, value] : attributes) {
    if (const auto* characters = std::get_if<std::string>(&value)) {
      const char* pointer = characters->c_str();
      write_attribute(object, name, text.get(), &pointer);
    } else if (const auto* number = std::get_if<double>(&value)) {
      write_attribute(object, name, H5T_IEEE_F64LE, number);
    } else {
      write_attribute(object, name, H5T_STD_I64LE, &std::get<std::int64_t>(value));
    }
  }
}

}  // namespace netseam::store
