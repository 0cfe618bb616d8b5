package id.openclass.nexus.archive;

class TarGzTest extends ArchiveContract {
  @Override
  ArchiveFormat format() {
    return ArchiveFormat.TAR_GZ;
  }
}
