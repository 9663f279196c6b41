#include "hdf5_dataset.hpp"
#include "hdf5_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace netseam::store {
namespace {

constexpr std::size_t largest_attribute = std::size_t{16} << 20;

struct OpenAttribute {
  Hdf5Handle attribute, type, space;
};

// an attribute, or nothing
std::optional<OpenAttribute> open_attribute(Hdf5Id file, const std::string& object, const std::string& name) {
  const Hdf5Handle access = closed_link_access();
  const std::string at = object.empty() ? "/" : object;
  if (checked(H5Aexists_by_name(file, at.c_str(), name.c_str(), access.get()),
              "cannot look up attribute " + name) == 0)
    return std::nullopt;
  OpenAttribute open;
  open.attribute = {H5Aopen_by_name(file, at.c_str(), name.c_str(), H5P_DEFAULT, access.get()), H5Aclose,
                    "cannot open attribute " + name};
  open.type = {H5Aget_type(open.attribute.get()), H5Tclose, "cannot read the type of attribute " + name};
  open.space = {H5Aget_space(open.attribute.get()), H5Sclose, "cannot read the shape of attribute " + name};
  return open;
}

// an attribute that holds one value, or nothing
std::optional<OpenAttribute> open_scalar(Hdf5Id file, const std::string& object, const std::string& name) {
  auto open = open_attribute(file, object, name);
  if (open && H5Sget_simple_extent_npoints(open->space.get()) != 1) return std::nullopt;
  return open;
}

template <class T>
std::optional<T> read_number(const std::optional<OpenAttribute>& open, bool integers_only,
                             Hdf5Id memory_type) {
  if (!open) return std::nullopt;
  const H5T_class_t kind = H5Tget_class(open->type.get());
  if (kind != H5T_INTEGER && (integers_only || kind != H5T_FLOAT)) return std::nullopt;
  T value{};
  checked(H5Aread(open->attribute.get(), memory_type, &value), "cannot read an attribute");
  return value;
}

bool holds_text(const std::optional<OpenAttribute>& open) {
  return open && H5Tget_class(open->type.get()) == H5T_STRING;
}

std::vector<std::string> texts_of(const OpenAttribute& open) {
  return read_texts(open.type.get(), open.space.get(), [&](Hdf5Id type, void* buffer) {
    checked(H5Aread(open.attribute.get(), type, buffer), "cannot read an attribute");
  });
}

std::optional<std::string> read_text(const std::optional<OpenAttribute>& open) {
  if (!holds_text(open)) return std::nullopt;
  return texts_of(*open).at(0);
}

}  // namespace

std::vector<std::string> Hdf5Reader::read_strings(const std::string& name) const {
  const OpenDataset open = open_readable(file_.get(), path_, name);
  if (H5Tget_class(open.type.get()) != H5T_STRING) refuse(path_, name, "values that are not texts", "texts");
  return reading_texts(path_, name, [&] {
    return read_texts(open.type.get(), open.space.get(), [&](Hdf5Id type, void* buffer) {
      checked(H5Dread(open.dataset.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, buffer),
              "cannot read the texts");
    });
  });
}

std::optional<std::string> Hdf5Reader::attribute_text(const std::string& object,
                                                      const std::string& name) const {
  return reading_texts(path_, object, [&] { return read_text(open_scalar(file_.get(), object, name)); });
}

std::optional<std::vector<std::string>> Hdf5Reader::attribute_texts(const std::string& object,
                                                                    const std::string& name) const {
  return reading_texts(path_, object, [&]() -> std::optional<std::vector<std::string>> {
    const auto open = open_attribute(file_.get(), object, name);
    if (!holds_text(open)) return std::nullopt;
    const auto count = checked(H5Sget_simple_extent_npoints(open->space.get()), "cannot read an attribute");
    const std::size_t size = std::max<std::size_t>(H5Tget_size(open->type.get()), 1);
    if (static_cast<std::size_t>(count) > largest_attribute / size)
      throw Hdf5Error("attribute " + name + " claims more than 16 MiB");
    return texts_of(*open);
  });
}

std::optional<double> Hdf5Reader::attribute_number(const std::string& object, const std::string& name) const {
  return reading_texts(path_, object, [&] {
    return read_number<double>(open_scalar(file_.get(), object, name), false, H5T_NATIVE_DOUBLE);
  });
}

std::optional<std::int64_t> Hdf5Reader::attribute_integer(const std::string& object,
                                                          const std::string& name) const {
  return reading_texts(path_, object, [&] {
    return read_number<std::int64_t>(open_scalar(file_.get(), object, name), true, H5T_NATIVE_INT64);
  });
}

std::vector<std::pair<std::string, std::string>> Hdf5Reader::text_attributes(
    const std::string& object) const {
  return reading_texts(path_, object, [&] {
    const Hdf5Handle access = closed_link_access();
    const std::string at = object.empty() ? "/" : object;
    const Hdf5Handle opened(H5Oopen(file_.get(), at.c_str(), access.get()), H5Oclose, "cannot open it");
    H5O_info_t about{};
    checked(H5Oget_info(opened.get(), &about), "cannot read it");
    std::vector<std::pair<std::string, std::string>> texts;
    for (hsize_t i = 0; i < about.num_attrs; ++i) {
      const auto length = checked(
          H5Aget_name_by_idx(opened.get(), ".", H5_INDEX_NAME, H5_ITER_INC, i, nullptr, 0, H5P_DEFAULT),
          "cannot list attributes");
      std::string name(static_cast<std::size_t>(length), '\0');
      checked(H5Aget_name_by_idx(opened.get(), ".", H5_INDEX_NAME, H5_ITER_INC, i, name.data(),
                                 name.size() + 1, H5P_DEFAULT),
              "cannot list attributes");
      if (auto text = read_text(open_scalar(file_.get(), object, name)))
        texts.emplace_back(name, std::move(*text));
    }
    return texts;
  });
}

}  // namespace netseam::store
