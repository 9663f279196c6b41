#pragma once
#include "netseam/core/error.hpp"
#include "netseam/data/order_source.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace netseam::input {

/// How the elements of a tensor are stored in its file. `unsupported` stands for everything that cannot be a
/// layer (complex, 8-bit floats, ...); such a tensor may be listed, only reading it is an error.
enum class ElementType { f16, bf16, f32, f64, i8, i16, i32, i64, u8, u16, u32, u64, boolean, unsupported };

/// What a file says of one of its tensors.
struct TensorInfo {
  std::string name;  // safetensors key; npz member without ".npy"; npy file name without ".npy"; HDF5 path
  std::string file;  // the file that holds the bytes (of shards: the shard)
  std::vector<std::size_t>
      shape;  // C order, first axis = samples; its product and its size in bytes fit size_t
  ElementType type = ElementType::f32;
  bool fortran_order = false;  // the bytes run down the first axis: rows are cheap only when read all at once
  std::string type_name = "f32";                         // the file's own word for the type, for messages
  std::optional<core::InputFault> fault = std::nullopt;  // set: it is damaged, shape and type are not known
};

/// One open file (or one set of shards) of named tensors. Constructors read headers only and trust no length,
/// offset or count in them. Not thread-safe: a source keeps its place in a compressed stream. Nothing here is
/// collective.
class TensorSource {
 public:
  TensorSource() = default;
  virtual ~TensorSource() = default;
  TensorSource(const TensorSource&) = delete;
  TensorSource& operator=(const TensorSource&) = delete;
  TensorSource(TensorSource&&) = delete;
  TensorSource& operator=(TensorSource&&) = delete;

  /// All tensors. npy: one. npz: order of the archive. safetensors: order of the data offsets. HDF5: order of
  /// creation where every group recorded it. Shards: natural order of the shards, then as in each shard.
  /// Where that is no more than alphabetical (the safetensors library sorts, HDF5 lists by name), so that
  /// layers.10 comes before layers.2, it is natural order of the names.
  [[nodiscard]] const std::vector<TensorInfo>& tensors() const noexcept { return tensors_; }
  /// What the file holds beside tensors, in plain words; empty if nothing.
  [[nodiscard]] const std::string& note() const noexcept { return note_; }
  /// Whether the order of tensors() is that in which they were written (`file`) or says nothing (`guessed`).
  [[nodiscard]] data::OrderSource order() const noexcept { return order_; }
  /// The names of layers in the order of the network that the writer stored (order_key); empty if none did.
  /// Every name once; that there are tensors of these names is not checked (TensorSet does).
  [[nodiscard]] const std::vector<std::string>& stored_order() const noexcept { return stored_order_; }

  /// Reads rows of the first axis as float32, each flattened in C order.
  /// @param tensor position in tensors()
  /// @param rows   strictly ascending indices of the first axis (of a tensor of rank 0: the only row, 0)
  /// @param out    rows.size() x (product of the other axes), row-major
  /// Other types are rounded to nearest; float64 beyond the range of float32 becomes an infinity. Reads
  /// blocks of at most `block_bytes`, only the bytes from the first to the last wanted row, each once (a
  /// Fortran-ordered array: the wanted part of every column). Calls with ascending rows walk a compressed
  /// member once. Throws core::InputError for a type that cannot be read, a truncated or damaged file.
  virtual void read_rows(std::size_t tensor, std::span<const std::size_t> rows,
                         std::span<float> out) const = 0;

  /// Upper bound, in bytes, of what read_rows allocates for a tensor (HDF5: if no chunk is larger than 64
  /// MiB).
  [[nodiscard]] virtual std::size_t scratch_bytes(std::size_t tensor) const;

 protected:
  std::vector<TensorInfo> tensors_;
  std::string note_;
  std::vector<std::string> stored_order_;
  data::OrderSource order_ = data::OrderSource::guessed;
};

/// Where a file stores the order of its layers: this key of a safetensors file's `__metadata__` or of the
/// `metadata` of an index of shards, this attribute of the root of an HDF5 file. A JSON list of names as text
/// (index: also a list itself, HDF5: also an array of texts).
inline constexpr std::string_view order_key = "netseam.layers";
/// Beside npy, npz and other files that store no order: a file that is such a list.
inline constexpr std::string_view order_file_name = "layers.json";

/// Largest piece of a file that a source holds in memory at a time, in bytes.
inline constexpr std::size_t block_bytes = std::size_t{4} << 20;

/// Numbers in one row of the first axis: the product of the other axes (1 for rank 0 and 1).
std::size_t row_width(const TensorInfo& tensor);

/// Throws core::InputError if a tensor is damaged or of a type that cannot be read as numbers.
void check_readable(const TensorInfo& tensor);

/// "f32 (300, 64)": type and shape for messages.
std::string describe(const TensorInfo& tensor);

/// Opens a file of tensors by its name: .npy, .npz, .safetensors, .index.json (shards of safetensors), .h5,
/// .hdf5; with any other name by its first bytes. Throws core::InputError that names the file, the place and
/// what is wrong there.
std::unique_ptr<TensorSource> open_tensors(const std::filesystem::path& path);

}  // namespace netseam::input
