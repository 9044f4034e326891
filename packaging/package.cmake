# What an installation holds, and the Debian package of it: ./dev package.
include(GNUInstallDirs)
install(TARGETS gw RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES man/gw.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES man/gw-config.5 man/gw-rules.5 man/gw-test.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/man5)
install(FILES completions/gw.bash RENAME gw
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES completions/_gw DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES completions/gw.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES packaging/gw.service DESTINATION lib/systemd/system)
install(FILES LICENSE RENAME copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})

# The example that `gw init` writes.
add_custom_command(
  OUTPUT gw.yaml
  COMMAND gw init --force gw.yaml
  DEPENDS gw
  VERBATIM)
add_custom_target(gw_example DEPENDS gw.yaml)
install(FILES ${CMAKE_BINARY_DIR}/gw.yaml DESTINATION /etc/gw OPTIONAL)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME gw)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "checks, replays and serves API-gateway configurations")
set(CPACK_PACKAGE_DESCRIPTION
    "gw validates, lints and tests gateway configurations, replays access logs through them, and\n serves them with the same engine.")
set(CPACK_PACKAGE_CONTACT "gw <gw@localhost>")
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/packaging/conffiles
    ${CMAKE_SOURCE_DIR}/packaging/prerm)
include(CPack)
