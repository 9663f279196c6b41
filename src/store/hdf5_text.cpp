#include "hdf5_text.hpp"

#include <hdf5.h>

#include <string_view>

namespace netseam::store {
namespace {

std::string without_padding(std::string_view text, H5T_str_t padding) {
  if (padding == H5T_STR_NULLTERM) return std::string(text.substr(0, text.find('\0')));
  const std::size_t last = text.find_last_not_of(padding == H5T_STR_SPACEPAD ? ' ' : '\0');
  return std::string(text.substr(0, last == std::string_view::npos ? 0 : last + 1));
}

// the library allocates texts of variable length; this gives them back however reading ends
class VariableTexts {
 public:
  VariableTexts(Hdf5Id type, Hdf5Id space, std::size_t count)
      : pointers(count, nullptr), type_(type), space_(space) {}
  ~VariableTexts() {
    if (!pointers.empty()) H5Dvlen_reclaim(type_, space_, H5P_DEFAULT, pointers.data());
  }
  VariableTexts(const VariableTexts&) = delete;
  VariableTexts& operator=(const VariableTexts&) = delete;
  VariableTexts(VariableTexts&&) = delete;
  VariableTexts& operator=(VariableTexts&&) = delete;
  std::vector<char*> pointers;

 private:
  Hdf5Id type_, space_;
};

}  // namespace

std::vector<std::string> read_texts(Hdf5Id type, Hdf5Id space,
                                    const std::function<void(Hdf5Id, void*)>& read) {
  const auto count =
      static_cast<std::size_t>(checked(H5Sget_simple_extent_npoints(space), "cannot read the shape"));
  std::vector<std::string> texts(count);
  if (count == 0) return texts;
  const Hdf5Handle memory_type(H5Tcopy(type), H5Tclose, "cannot copy a type");
  if (checked(H5Tis_variable_str(type), "cannot read the type") > 0) {
    VariableTexts values(memory_type.get(), space, count);
    read(memory_type.get(), values.pointers.data());
    for (std::size_t i = 0; i < count; ++i)
      if (values.pointers[i] != nullptr) texts[i] = values.pointers[i];
    return texts;
  }
  const std::size_t length = H5Tget_size(type);
  std::string buffer(count * length, '\0');
  read(memory_type.get(), buffer.data());
  const H5T_str_t padding = H5Tget_strpad(type);
  for (std::size_t i = 0; i < count; ++i)
    texts[i] = without_padding(std::string_view(buffer).substr(i * length, length), padding);
  return texts;
}

}  // namespace netseam::store
