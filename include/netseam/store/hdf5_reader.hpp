#pragma once
#include "netseam/store/hdf5_handle.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace netseam::store {

/// What an HDF5 file says of one dataset. Nothing here has been checked against the data.
struct DatasetInfo {
  std::string name;                // full path without the leading slash: "layers/name"
  std::vector<std::size_t> shape;  // empty for a scalar
  bool numeric = false;            // integers or floating-point numbers
  bool floating = false;           // floating-point numbers
  bool boolean = false;            // truth values as h5py writes them: an enumeration FALSE = 0, TRUE = 1
  std::uint64_t stored_bytes = 0;  // that the file holds for it; 0 if it consists of fill values
  std::uint64_t value_bytes = 0;   // of all its values, unpacked; saturates at 2^64 - 1
  bool ordered = false;            // datasets() only: every group on its path recorded the order of creation
};

/// Serial, read-only view of an HDF5 file; any rank may have its own. Links to other files, external storage
/// and virtual datasets are refused, since a foreign file must not choose what else is read. All functions
/// but the constructor take paths with or without a leading slash and throw core::InputError that names the
/// file, the object and what is wrong with it. Sizes are not trusted: what a function allocates is bounded by
/// what the file holds. Not collective.
class Hdf5Reader {
 public:
  /// Opens `path` without locks, unless HDF5_USE_FILE_LOCKING is set. Throws core::InputError if it is
  /// missing, unreadable, open for writing elsewhere, not HDF5, or truncated.
  explicit Hdf5Reader(const std::filesystem::path& path);
  /// Closing reads, too: a fault of libhdf5 ends the process as one in reading does.
  ~Hdf5Reader();
  Hdf5Reader(Hdf5Reader&&) noexcept = default;
  Hdf5Reader& operator=(Hdf5Reader&&) noexcept = default;
  Hdf5Reader(const Hdf5Reader&) = delete;
  Hdf5Reader& operator=(const Hdf5Reader&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

  /// All datasets that hard links reach, in the order of creation where a group recorded it, else by name.
  [[nodiscard]] std::vector<DatasetInfo> datasets() const;
  /// Whether a dataset or group of that name is there.
  [[nodiscard]] bool exists(const std::string& name) const;
  /// One dataset; fails if there is none.
  [[nodiscard]] DatasetInfo info(const std::string& name) const;

  /// Reads rows (entries of the first axis, the other axes flattened in row-major order) of a dataset of
  /// numbers or truth values (0 and 1) as float32. rows: strictly ascending. out: rows.size() x width,
  /// row-major, width = product of the other axes. Reads by blocks of at most about 64 MiB; each compressed
  /// chunk is unpacked once where one row of chunks fits that size.
  void read_rows(const std::string& name, std::span<const std::size_t> rows, std::span<float> out) const;

  /// All values of a numeric dataset of any shape, in row-major order.
  [[nodiscard]] std::vector<double> read_doubles(const std::string& name) const;
  /// The same for integers; fails for floating-point datasets and for values that an int64 cannot hold.
  [[nodiscard]] std::vector<std::int64_t> read_integers(const std::string& name) const;
  /// The rows first_row .. first_row + rows - 1 of an integer dataset, row-major.
  [[nodiscard]] std::vector<std::int64_t> read_integer_rows(const std::string& name, std::size_t first_row,
                                                            std::size_t rows) const;
  /// All values of a dataset of strings of fixed or variable length; padding is taken off.
  [[nodiscard]] std::vector<std::string> read_strings(const std::string& name) const;

  /// A scalar attribute of `object` ("" is the root group); nothing if there is none or it is of another
  /// kind.
  [[nodiscard]] std::optional<std::string> attribute_text(const std::string& object,
                                                          const std::string& name) const;
  [[nodiscard]] std::optional<double> attribute_number(const std::string& object,
                                                       const std::string& name) const;
  [[nodiscard]] std::optional<std::int64_t> attribute_integer(const std::string& object,
                                                              const std::string& name) const;
  /// The texts of an attribute of `object` that holds one text or an array of them; nothing if there is none
  /// or it is of another kind. Fails for one that claims more than 16 MiB.
  [[nodiscard]] std::optional<std::vector<std::string>> attribute_texts(const std::string& object,
                                                                        const std::string& name) const;
  /// All text attributes of `object` as (name, text), ordered by name.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> text_attributes(
      const std::string& object) const;

 private:
  std::filesystem::path path_;
  Hdf5Handle file_;
};

}  // namespace netseam::store
