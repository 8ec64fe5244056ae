// Without the theme's web font: the site loads nothing from elsewhere and little at all.
import DefaultTheme from 'vitepress/theme-without-fonts';
import './style.css';

export default DefaultTheme;
