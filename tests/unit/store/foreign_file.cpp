#include "foreign_file.hpp"

namespace netseam::test {

using store::checked;
using store::Hdf5Handle;

ForeignFile::ForeignFile(const std::filesystem::path& path) {
  store::silence_hdf5();
  file_ = {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose, "create"};
}

void ForeignFile::dataset(const std::string& name, hid_t type, const std::vector<hsize_t>& shape,
                          const void* values, const std::function<void(hid_t)>& prepare) const {
  const Hdf5Handle links(H5Pcreate(H5P_LINK_CREATE), H5Pclose, "links");
  checked(H5Pset_create_intermediate_group(links.get(), 1), "links");
  const Hdf5Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "creation");
  if (prepare) prepare(creation.get());
  const Hdf5Handle space(shape.empty()
                             ? H5Screate(H5S_SCALAR)
                             : H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr),
                         H5Sclose, "space");
  const Hdf5Handle made(
      H5Dcreate2(file_.get(), name.c_str(), type, space.get(), links.get(), creation.get(), H5P_DEFAULT),
      H5Dclose, "dataset");
  if (values != nullptr) checked(H5Dwrite(made.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), "write");
}

void ForeignFile::attribute(const std::string& object, const std::string& name, hid_t type,
                            const void* value) const {
  const Hdf5Handle space(H5Screate(H5S_SCALAR), H5Sclose, "space");
  const Hdf5Handle made(H5Acreate_by_name(file_.get(), object.c_str(), name.c_str(), type, space.get(),
                                          H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                        H5Aclose, "attribute");
  checked(H5Awrite(made.get(), type, value), "write");
}

Hdf5Handle text_type(std::size_t length, H5T_str_t padding) {
  Hdf5Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "text");
  checked(H5Tset_size(type.get(), length), "text");
  checked(H5Tset_strpad(type.get(), padding), "text");
  return type;
}

}  // namespace netseam::test
