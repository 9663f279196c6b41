#pragma once
#include "netseam/parallel/communicator.hpp"
#include "netseam/store/hdf5_handle.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace netseam::store {

/// Named values that describe a dataset or group.
using AttributeValue = std::variant<std::string, double, std::int64_t>;
using Attributes = std::vector<std::pair<std::string, AttributeValue>>;

/// How a dataset lies in the file. Packed: chunks of about 1 MiB, bytes shuffled, deflate; h5py unpacks it
/// unasked.
enum class Packing { none, deflate };

/// Elements that datasets may have; stored little-endian.
enum class ElementType { float64, float32, int64, int32, uint32, uint8 };

template <class T>
constexpr ElementType element_type_of() {
  if constexpr (std::is_same_v<T, double>)
    return ElementType::float64;
  else if constexpr (std::is_same_v<T, float>)
    return ElementType::float32;
  else if constexpr (std::is_same_v<T, std::int64_t>)
    return ElementType::int64;
  else if constexpr (std::is_same_v<T, std::int32_t>)
    return ElementType::int32;
  else if constexpr (std::is_same_v<T, std::uint32_t>)
    return ElementType::uint32;
  else {
    static_assert(std::is_same_v<T, std::uint8_t>, "no HDF5 element type for this");
    return ElementType::uint8;
  }
}

/// A new HDF5 file that all ranks of a communicator write together, data and metadata by collective MPI-IO.
/// Move-only. Every member function is collective and must be called in the same order with the same names,
/// shapes and attributes. Any failure is thrown on all ranks alike: core::ConfigError with the path and the
/// reason for one of writing, core::InternalError for blocks that do not fit. Groups of a name ("a/b/values")
/// are made as needed.
class CollectiveFile {
 public:
  /// Collective. Makes `path`, replacing what is there. `communicator` must outlive the object. One call of
  /// the library moves at most `bytes_per_call` of a rank's block (and at least one row).
  [[nodiscard]] static CollectiveFile create(const parallel::Communicator& communicator,
                                             const std::filesystem::path& path,
                                             std::size_t bytes_per_call = std::size_t{1} << 30);
  CollectiveFile(CollectiveFile&&) noexcept = default;
  CollectiveFile& operator=(CollectiveFile&&) noexcept = default;
  CollectiveFile(const CollectiveFile&) = delete;
  CollectiveFile& operator=(const CollectiveFile&) = delete;
  ~CollectiveFile() = default;

  /// Writes a dataset of `shape` of which this rank has the rows first_row, first_row + 1, ... of the first
  /// axis: `values`, row-major, a whole number of rows, perhaps none. The blocks of all ranks must cover each
  /// row once.
  template <class T>
  void write_block(const std::string& name, std::span<const std::size_t> shape, std::size_t first_row,
                   std::span<const T> values, const Attributes& attributes, Packing packing = Packing::none) {
    write_elements(name, element_type_of<T>(), sizeof(T), shape, first_row, std::as_bytes(values), attributes,
                   packing);
  }
  /// Writes a small dataset that every rank has whole; the root's content is stored.
  template <class T>
  void write_whole(const std::string& name, std::span<const std::size_t> shape, std::span<const T> values,
                   const Attributes& attributes) {
    const auto mine = communicator_->is_root() ? values : values.first(0);
    write_elements(name, element_type_of<T>(), sizeof(T), shape, 0, std::as_bytes(mine), attributes,
                   Packing::none);
  }
  /// Writes a list of texts that every rank has whole, as UTF-8 of fixed length padded with zeros.
  void write_strings(const std::string& name, std::span<const std::string> values,
                     const Attributes& attributes);
  /// Adds attributes to a dataset or group ("" is the root); a group is made if nothing has that name. Texts
  /// may be of any length and are stored as variable-length UTF-8.
  void write_attributes(const std::string& object, const Attributes& attributes);

  /// Closes the file. Must be called before the file is used; destruction without it (after a failure) is
  /// collective too.
  void close();

  /// Whether MPI-IO moved every dataset so far collectively. Not collective itself.
  [[nodiscard]] bool was_collective() const noexcept { return was_collective_; }

 private:
  CollectiveFile(const parallel::Communicator& communicator, std::filesystem::path path,
                 std::size_t bytes_per_call);
  void write_elements(const std::string& name, ElementType type, std::size_t element_size,
                      std::span<const std::size_t> shape, std::size_t first_row,
                      std::span<const std::byte> values, const Attributes& attributes, Packing packing);
  void reserve(std::size_t bytes);

  const parallel::Communicator* communicator_;
  std::filesystem::path path_;
  std::size_t bytes_per_call_;
  std::uint64_t reserved_bytes_ = 0;
  Hdf5Handle file_;
  bool was_collective_ = true;
};

}  // namespace netseam::store
