#include "netseam/store/collective_file.hpp"

#include "collective_dataset.hpp"
#include "posix_file.hpp"
#include "space_reservation.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"

#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>
#include <fcntl.h>
#include <numeric>
#include <system_error>

namespace netseam::store {
namespace {

std::size_t product(std::span<const std::size_t> lengths) {
  return std::accumulate(lengths.begin(), lengths.end(), std::size_t{1}, std::multiplies<>());
}

Hdf5Handle parallel_access(const parallel::Communicator& communicator) {
  Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "cannot make access properties");
  checked(H5Pset_fapl_mpio(access.get(), communicator.get(), MPI_INFO_NULL), "cannot use MPI-IO");
  checked(H5Pset_all_coll_metadata_ops(access.get(), true), "cannot read metadata collectively");
  checked(H5Pset_coll_metadata_write(access.get(), true), "cannot write metadata collectively");
  return access;
}

/// Why the system refuses to write more to a file, or else what HDF5 says.
[[noreturn]] void throw_reason(const std::filesystem::path& path, const Hdf5Error& error) {
  std::error_code ignored;
  const auto size = std::filesystem::file_size(path, ignored);
  const std::vector<std::byte> more(std::size_t{1} << 16);
  PosixFile file(path, O_WRONLY);
  file.write_at(ignored ? 0 : size, more);
  file.sync();
  file.close();
  throw core::ConfigError(path.string() + ": cannot be written: " + error.what());
}

// Neither HDF5 nor MPI-IO can go on with a file, or close it, of which one rank could not write a part: other
// ranks may wait inside of them for this one. So its error is not agreed on, and ends the program.
template <class Work>
void writing(const std::filesystem::path& path, Work&& work) {
  try {
    work();
  } catch (const Hdf5Error& error) {
    throw_reason(path, error);
  }
}

// room for the headers, heaps and indices that one call adds, seen to stay below a tenth of this
constexpr std::size_t metadata_allowance = std::size_t{1} << 16;
// the index of packed chunks takes less than one byte for this many of the data
constexpr std::size_t data_per_index_byte = 1024;

std::size_t text_bytes(const Attributes& attributes) {
  std::size_t bytes = 0;
  for (const auto& attribute : attributes)
    if (const auto* text = std::get_if<std::string>(&attribute.second)) bytes += 2 * text->size();
  return bytes;
}

std::size_t longest(std::span<const std::string> texts) {
  std::size_t length = 1;
  for (const std::string& text : texts) length = std::max(length, text.size());
  return length;
}

}  // namespace

CollectiveFile::CollectiveFile(const parallel::Communicator& communicator, std::filesystem::path path,
                               std::size_t bytes_per_call)
    : communicator_(&communicator), path_(std::move(path)), bytes_per_call_(bytes_per_call) {}

CollectiveFile CollectiveFile::create(const parallel::Communicator& communicator,
                                      const std::filesystem::path& path, std::size_t bytes_per_call) {
  silence_hdf5();
  CollectiveFile made(communicator, path, bytes_per_call);
  // HDF5 cannot even close a file that has no room for its first header
  made.reserve(0);
  // HDF5 would wait for a rank that cannot open it
  parallel::agree(communicator, [&] { PosixFile(path, O_RDWR).close(); });
  writing(path, [&] {
    const Hdf5Handle access = parallel_access(communicator);
    made.file_ = {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access.get()), H5Fclose,
                  "cannot make the file"};
  });
  return made;
}

void CollectiveFile::write_elements(const std::string& name, ElementType type, std::size_t element_size,
                                    std::span<const std::size_t> shape, std::size_t first_row,
                                    std::span<const std::byte> values, const Attributes& attributes,
                                    Packing packing) {
  const std::size_t row_bytes = shape.empty() ? 0 : product(shape.subspan(1)) * element_size;
  RowBlock block{first_row, row_bytes == 0 ? 0 : values.size() / row_bytes, values.data()};
  parallel::agree(*communicator_, [&] {
    if (shape.empty() || block.rows * row_bytes != values.size() || first_row + block.rows > shape[0])
      throw core::InternalError(fmt::format(
          "{}: rank {} holds {} bytes from row {} of a dataset of {} rows of {} bytes", name,
          communicator_->rank(), values.size(), first_row, shape.empty() ? 0 : shape[0], row_bytes));
  });
  const auto rows =
      parallel::all_reduce(*communicator_, static_cast<std::int64_t>(block.rows), parallel::Reduction::sum);
  parallel::agree(*communicator_, [&] {
    if (row_bytes > 0 && static_cast<std::size_t>(rows) != shape[0])
      throw core::InternalError(fmt::format("{}: the ranks hold {} of {} rows", name, rows, shape[0]));
  });
  const std::size_t rows_per_call =
      std::max<std::size_t>(1, row_bytes == 0 ? 1 : bytes_per_call_ / row_bytes);
  const auto calls = static_cast<std::size_t>(parallel::all_reduce(
      *communicator_, static_cast<std::int64_t>((block.rows + rows_per_call - 1) / rows_per_call),
      parallel::Reduction::maximum));

  Hdf5Handle dataset;
  reserve(row_bytes * shape[0] + text_bytes(attributes));
  // a chunk that two calls share is packed twice, and may find no room where it was
  if (packing != Packing::none)
    reserve(calls * static_cast<std::size_t>(communicator_->size()) * packed_chunk_bytes(row_bytes));
  writing(path_, [&] {
    dataset = create_dataset(file_.get(), name, element_type_id(type), shape, packing);
    write_attributes_of(dataset.get(), attributes);
  });
  for (std::size_t call = 0; call < calls; ++call) {
    const RowBlock part = part_of(block, call * rows_per_call, rows_per_call, row_bytes);
    writing(path_, [&] {
      if (!write_rows(dataset.get(), element_type_id(type), shape, part)) was_collective_ = false;
    });
  }
  writing(path_, [&] { dataset.close("cannot close the dataset " + name); });
}

void CollectiveFile::write_strings(const std::string& name, std::span<const std::string> values,
                                   const Attributes& attributes) {
  const std::size_t length = longest(values);
  std::string padded;
  for (const std::string& value : values) padded += value + std::string(length - value.size(), '\0');
  const std::vector<std::size_t> shape{values.size()};
  const RowBlock block{0, communicator_->is_root() ? values.size() : 0,
                       std::as_bytes(std::span(padded)).data()};
  reserve(padded.size() + text_bytes(attributes));
  writing(path_, [&] {
    const Hdf5Handle type = fixed_text_type(length);
    Hdf5Handle dataset = create_dataset(file_.get(), name, type.get(), shape, Packing::none);
    write_attributes_of(dataset.get(), attributes);
    if (!values.empty() && !write_rows(dataset.get(), type.get(), shape, block)) was_collective_ = false;
    dataset.close("cannot close the dataset " + name);
  });
}

void CollectiveFile::write_attributes(const std::string& object, const Attributes& attributes) {
  reserve(text_bytes(attributes));
  writing(path_, [&] {
    const Hdf5Handle opened = open_or_make_group(file_.get(), object);
    write_attributes_of(opened.get(), attributes);
  });
}

void CollectiveFile::reserve(std::size_t bytes) {
  // HDF5 does not tell where a file written with MPI-IO ends at the moment, so this adds up what was asked
  // for
  reserved_bytes_ += bytes + bytes / data_per_index_byte + metadata_allowance;
  try {
    reserve_space(*communicator_, path_, reserved_bytes_);
  } catch (const parallel::PartError&) {  // of all ranks: each closes the file
    divert_writes(path_);
    throw;
  }
}

void CollectiveFile::close() {
  // without H5Fflush, whose MPI_File_sync leaves the other ranks waiting where it fails on one
  writing(path_, [&] { file_.close("cannot close the file"); });
  parallel::agree(*communicator_, [&] {  // every node has pages of it
    PosixFile file(path_, O_RDWR);
    file.sync();
    file.close();
  });
}

}  // namespace netseam::store
