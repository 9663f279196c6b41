#pragma once
#include "netseam/store/collective_file.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace netseam::store {

/// Rows of a dataset that one rank writes in one call; `rows` may be 0.
struct RowBlock {
  std::size_t first_row = 0, rows = 0;
  const std::byte* values = nullptr;
};

/// At most `rows` rows of `block` from its row `first` on; none if it is shorter.
[[nodiscard]] RowBlock part_of(const RowBlock& block, std::size_t first, std::size_t rows,
                               std::size_t row_bytes);

/// HDF5's little-endian type for `type`; not to be closed.
[[nodiscard]] Hdf5Id element_type_id(ElementType type);
/// A UTF-8 text of `length` bytes, padded with zeros.
[[nodiscard]] Hdf5Handle fixed_text_type(std::size_t length);

/// Size of a chunk of packed rows, which are not empty: about 1 MiB, but at least one row.
[[nodiscard]] std::size_t packed_chunk_bytes(std::size_t row_bytes);

/// The functions below are collective over the communicator of the file and throw Hdf5Error.

/// Makes a dataset and the groups above it. Packed datasets have chunks of whole rows.
[[nodiscard]] Hdf5Handle create_dataset(Hdf5Id file, const std::string& name, Hdf5Id type,
                                        std::span<const std::size_t> shape, Packing packing);
/// Writes each rank's rows in one transfer. Returns whether MPI-IO moved them collectively.
bool write_rows(Hdf5Id dataset, Hdf5Id type, std::span<const std::size_t> shape, const RowBlock& block);
/// The dataset or group of that name, made as a group if there is none; "" is the root.
[[nodiscard]] Hdf5Handle open_or_make_group(Hdf5Id file, const std::string& name);
/// Texts are stored with variable length: only a reference then lies in the object's header, whose messages
/// end at 64 KiB.
void write_attributes_of(Hdf5Id object, const Attributes& attributes);

}  // namespace netseam::store
