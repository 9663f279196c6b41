#include "hdf5_file.hpp"

#include "array_layout.hpp"
#include "name_list.hpp"
#include "readable_tensor.hpp"
#include "refuse.hpp"

#include "netseam/input/layer_selection.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace netseam::input {
namespace {

constexpr std::size_t chunk_bytes = std::size_t{64} << 20;

// HDF5 converts by itself; the type is only to tell numbers from others and float64 from the rest
TensorInfo tensor_of(const store::DatasetInfo& dataset, const std::string& file) {
  const auto size = array_bytes(dataset.shape, sizeof(double));
  if (!size) refuse(file, dataset.name, "a shape of more than 2^60 numbers", "a dataset that fits memory");
  const std::size_t item = *size == 0 ? 0 : dataset.value_bytes / (*size / sizeof(double));
  TensorInfo tensor{dataset.name, file, dataset.shape, ElementType::unsupported, false, "no numbers"};
  if (dataset.floating) {
    tensor.type = item >= 8 ? ElementType::f64 : item == 2 ? ElementType::f16 : ElementType::f32;
    tensor.type_name = fmt::format("{}-bit float", 8 * item);
  } else if (dataset.boolean) {
    tensor.type = ElementType::boolean;
    tensor.type_name = "truth value";
  } else if (dataset.numeric) {
    tensor.type = ElementType::i64;
    tensor.type_name = fmt::format("{}-bit integer", 8 * item);
  }
  return tensor;
}

bool name_less(const TensorInfo& left, const TensorInfo& right) { return left.name < right.name; }

bool number_less(const TensorInfo& left, const TensorInfo& right) {
  return natural_less(left.name, right.name);
}

/// The attribute order_key of the root: an array of texts, or a list as text; empty if there is none.
std::vector<std::string> order_of(const store::Hdf5Reader& reader, const std::string& file) {
  const std::string place = fmt::format("attribute {} of the root", order_key);
  auto texts = reader.attribute_texts("", std::string(order_key));
  if (!texts) return {};
  if (texts->size() == 1) return parse_name_list(texts->front(), file, place);
  check_name_list(*texts, file, place);
  return std::move(*texts);
}

}  // namespace

Hdf5File::Hdf5File(const std::filesystem::path& path) : reader_(path) {
  bool ordered = true;
  for (const store::DatasetInfo& dataset : reader_.datasets()) {
    tensors_.push_back(tensor_of(dataset, path.string()));
    ordered = ordered && dataset.ordered;
  }
  // a list by name, or one that was made from such a list
  const bool by_name = std::is_sorted(tensors_.begin(), tensors_.end(), name_less);
  if (ordered && (!by_name || std::is_sorted(tensors_.begin(), tensors_.end(), number_less)))
    order_ = data::OrderSource::file;
  if (by_name) std::sort(tensors_.begin(), tensors_.end(), number_less);
  check_names(tensors_);
  stored_order_ = order_of(reader_, path.string());
}

void Hdf5File::read_rows(std::size_t tensor, std::span<const std::size_t> rows, std::span<float> out) const {
  const TensorInfo& info = tensors_.at(tensor);
  check_readable(info);
  check_request(info.shape, rows, out.size());
  reader_.read_rows(info.name, rows, out);
}

std::size_t Hdf5File::scratch_bytes(std::size_t tensor) const {
  const TensorInfo& info = tensors_.at(tensor);
  const std::size_t elements = info.shape.empty() ? 1 : info.shape[0] * row_width(info);
  return 2 * std::min(chunk_bytes, elements * sizeof(double)) +
         (std::size_t{2} << 20);  // a chunk, packed and not
}

}  // namespace netseam::input
