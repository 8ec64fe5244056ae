const group = 'not run';
const notRun = (name, title, reason) => ({ name, group, title, notRun: reason });

/** What users have and the matrix does not try, with the reason. */
export const absent = [
  notRun(
    'other-systems',
    'macOS, Windows, Linux on arm64, Alpine Linux',
    'each needs a machine of its kind',
  ),
  notRun(
    'firefox-safari',
    'Firefox and Safari',
    'the builds that can be driven are downloads, not packages of a registry',
  ),
  notRun('electron', 'Electron', 'its package downloads the program when it is installed'),
  notRun('react-native', 'React Native', 'it needs a device or an emulator'),
];
